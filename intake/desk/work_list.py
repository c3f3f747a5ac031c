"""The rows of 我的待办: tips, ledger items and papers to ask about that wait for one person, by the time
that is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.desk.tips_words import categories_words, listed, place_words
from intake.desk.work_clocks import GROUPS, Left, group_of, left
from intake.ledger.values import LedgerWork
from intake.patrols.urgings import UrgingValue
from intake.tips.rules import URGENT
from intake.tips.values import TipValue
from publishing.kernel.words import word

KINDS = ("danger", "accept", "assign", "verify", "review", "reply", "ledger", "urging")
KIND_WORDS = {
    "danger": _l("要我处置"),
    "accept": _l("要我受理"),
    "assign": _l("要我交办"),
    "verify": _l("要我核查"),
    "review": _l("要我审核"),
    "reply": _l("要我答复"),
    "ledger": _l("台账"),
    "urging": _l("督促办理"),
}
_KIND_OF_STATE = {
    "withdrawn": "danger",
    "received": "accept",
    "accepted": "assign",
    "reopened": "assign",
    "assigned": "verify",
    "verifying": "verify",
    "handled": "review",
    "concluded": "reply",
}
_TO_DO = {
    "danger": _l("举报人已撤回，孩子可能仍有危险，请跟进"),
    "assign": _l("交给核查的人"),
    "review": _l("审核核查结果"),
    "reply": _l("答复举报人并公布结果"),
}
_TO_DO_HELD = {
    "harm": _l("马上受理，并告知县级负责人"),
    "place": _l("先确定地点"),
    "recusal": _l("换一个不用回避的人核查"),
    "county": _l("外县移来，核对地点后受理"),
    "spam": _l("先看是不是有效举报"),
    "over_limit": _l("先看是不是重复提交"),
}
_ITEM_TO_DO = {
    "notice": _l("下达整改通知"),
    "rectify": _l("登记整改情况"),
    "recheck_pass": _l("安排复查"),
    "recheck_fail": _l("安排复查"),
    "file_up": _l("办理上报备案"),
    "coordinate": _l("提请部门协调"),
    "hand_over": _l("移交有关部门"),
    "resume": _l("登记部门答复"),
    "strike_off": _l("核对证据，销号"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkRow:
    """One row. `state_table` names the words of `state`, which is empty where nothing was done yet; `waits`:
    it is drawn as the viewer's."""

    kind: str
    url: str
    title: str
    number: str
    place: str
    state_table: str
    state: str
    waits: bool
    urgent: bool
    to_do: str
    due: date | None
    left: Left


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkGroup:
    """The rows of one of `work_clocks.GROUPS`."""

    code: str
    rows: tuple[WorkRow, ...]


def tip_row(tip: TipValue, today: date) -> WorkRow:
    """The row of a tip that waits for the person who asked for it."""
    kind = _KIND_OF_STATE[tip.state]
    due = tip.deadlines[0].due if tip.deadlines else None
    return WorkRow(
        kind=kind,
        url=url_for("tips.show", tip_id=tip.id),
        title=categories_words(tip.categories),
        number=tip.number,
        place=place_words(tip),
        state_table="tip_state",
        state=tip.state,
        waits=kind == "review",
        urgent=tip.urgency == URGENT,
        to_do=_tip_to_do(tip, kind),
        due=due,
        left=left(due, today),
    )


def _tip_to_do(tip: TipValue, kind: str) -> str:
    if kind == "accept" and tip.hold in _TO_DO_HELD:
        return str(_TO_DO_HELD[tip.hold])
    if kind in _TO_DO:
        return str(_TO_DO[kind])
    return listed(dict.fromkeys(_(word("tip_action", step.action)) for step in tip.steps))


def item_row(work: LedgerWork, today: date) -> WorkRow:
    """The row of a ledger item that waits for the person who asked for it."""
    item = work.item
    # a day that nobody set is no emergency: it stands at the end, without a clock
    clock = left(work.due_on, today) if work.due_on else Left(text=_("没有定期限"), level="")
    return WorkRow(
        kind="ledger",
        url=url_for("ledger.item", item_id=item.id),
        title=item.problem,
        number=item.number,
        place=item.premises,
        state_table="ledger_state",
        state=item.state,
        waits=False,
        urgent=False,
        to_do=str(_ITEM_TO_DO[work.action]),
        due=work.due_on,
        left=clock,
    )


def urging_row(urging: UrgingValue, place: str, today: date) -> WorkRow:
    """The row of a unit whose missing papers are to be asked about again."""
    return WorkRow(
        kind="urging",
        url=url_for("patrols.urging", urging_id=urging.id),
        title=urging.finding.premises,
        number="",
        place=place,
        state_table="urging_result",
        state=urging.result,
        waits=False,
        urgent=False,
        to_do=_("再问一次证照办得怎么样了"),
        due=urging.next_on,
        left=left(urging.next_on, today),
    )


def grouped(rows: Iterable[WorkRow], today: date) -> tuple[WorkGroup, ...]:
    """The groups that have rows, each with what is due first on top; the urgent first of a day."""
    found: dict[str, list[WorkRow]] = {code: [] for code in GROUPS}
    for row in sorted(rows, key=_order):
        undated_item = row.due is None and row.kind == "ledger"
        found["later" if undated_item else group_of(row.due, today)].append(row)
    return tuple(WorkGroup(code=code, rows=tuple(rows)) for code, rows in found.items() if rows)


def _order(row: WorkRow) -> tuple[bool, str, bool, str]:
    undated_item = row.due is None and row.kind == "ledger"
    return undated_item, row.due.isoformat() if row.due else "", not row.urgent, row.number
