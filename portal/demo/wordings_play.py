"""What the demonstration shows of a county's own texts for reporters."""

from datetime import datetime

from intake.wordings.keeping import add_wording
from publishing.kernel.accounts.queries import find_person
from publishing.kernel.db import Database

_TEXTS = (
    (
        "reply",
        "substantiated",
        "属实，停止招生并限期整改",
        "您反映的【地点】【反映的问题】问题（编号【举报编号】），经核查【核查结论】。已责令停止招生，整改情况以后公布。",
    ),
    ("decline", "", "看不出地点", "没有写明乡镇和村（社区），无法核实。欢迎补充地点后重新举报"),
    ("ask", "", "问几点到园", "孩子一般几点到、几点走？大概有多少人？不用说您是谁。"),
)


def play_wordings(database: Database, *, now: datetime) -> None:
    """Three texts that county triage has written."""
    with database.begin() as session:
        triage = find_person(session, "boai-triage")
        if triage is None:
            raise LookupError("boai-triage")
        for step, outcome, title, body in _TEXTS:
            add_wording(
                session, step=step, outcome=outcome, title=title, body=body, actor=triage.actor(), now=now
            )
