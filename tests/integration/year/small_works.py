"""What a day's work on a report or a ledger item is: one use case for each action of the state tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.cases.assigning import assign
from intake.cases.replying import reply
from intake.cases.reviewing import conclude, send_back
from intake.cases.triaging import accept_and_assign, decline, transfer
from intake.cases.verifying import report_visit, start
from intake.ledger.answering import record_answer
from intake.ledger.coordinating import LetterForm, coordinate, hand_over, reply_received, resume
from intake.ledger.filing import file_up
from intake.ledger.models import Letter
from intake.ledger.noticing import NoticeForm, issue_notice
from intake.ledger.queries import get_item, items_of_tip
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.striking_off import strike_off
from intake.patrols.rules import FindingForm, VisitForm
from intake.tips.models import Tip
from intake.workflows import LEDGER_TERMINAL
from publishing.divisions.models import DivisionRow
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role

END: Mapping[str, int] = {"decline": 1, "transfer": 1, "send_back": 1, "hand_over": 2, "file_up": 1}
"""How often these are taken, of twelve times that another step is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """On what, and when."""

    random: Random
    day: date
    now: datetime
    subject: int

    OFFICERS: ClassVar = (Role.SUPERVISOR, Role.CENTRAL_SCHOOL, Role.COUNTY_TRIAGE, Role.COUNTY_LEADER)
    OF_ITEM: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "opened": ("notice", "file_up"),
        "notice_issued": ("rectify", "recheck"),
        "rectifying": ("recheck",),
        "rechecked_failed": ("notice", "file_up"),
        "rechecked": ("strike_off",),
        "filed_up": ("coordinate",),
        "coordinating": ("resume", "hand_over"),
    }
    BY_HANDLER: ClassVar = ("notice", "file_up", "rectify")
    BY_OFFICE: ClassVar = ("coordinate", "resume", "hand_over", "strike_off")


Step = Callable[[Session, Work, Actor], object]


def _accept(session: Session, work: Work, actor: Actor) -> object:
    row = session.get_one(Tip, work.subject)
    villages = session.scalars(
        select(DivisionRow.code).where(
            DivisionRow.path.startswith(row.division_path), DivisionRow.level == "village"
        )
    ).all()
    return accept_and_assign(
        session,
        work.subject,
        track="tip",
        category=row.category,
        urgency=row.urgency,
        division_code=work.random.choice(villages) if villages else None,
        actor=actor,
        now=work.now,
    )


def _report(session: Session, work: Work, actor: Actor) -> object:
    row = session.get_one(Tip, work.subject)
    found = work.random.random() < 0.5
    finding = FindingForm(
        category="unlicensed" if row.category == "unlicensed" else "fire",
        severity="major" if work.random.random() < 0.2 else "general",
        handling="deadline",
        premises=f"看护点{work.random.randrange(300)}",
        description="未取得办学许可招收幼儿，消防通道不足",
    )
    visit = VisitForm(
        submission=f"tip-{work.subject}-{work.day}",
        visited_on=work.day,
        scope="举报所说的地方",
        found_nothing=not found,
        findings=(finding,) if found else (),
    )
    return report_visit(
        session,
        work.subject,
        visit=visit,
        outcome="substantiated" if found else "unsubstantiated",
        text="到场查看，逐间问过。",
        actor=actor,
        now=work.now,
        today=work.day,
    )


def _conclude(session: Session, work: Work, actor: Actor) -> object:
    still = [item for item in items_of_tip(session, work.subject) if item.state not in LEDGER_TERMINAL]
    return conclude(
        session,
        work.subject,
        conclusion="核查清楚，处理适当。",
        interim=bool(still),
        actor=actor,
        now=work.now,
    )


def _notice(session: Session, work: Work, actor: Actor) -> object:
    item = get_item(session, work.subject, actor=actor, today=work.day).item
    form = NoticeForm(
        addressee=item.premises,
        problems=(item.problem,),
        requirements=("立即整改",),
        due_on=work.day + timedelta(days=work.random.randrange(3, 20)),
        service=work.random.choice(("signed", "signed", "posted")),
        service_note="张贴于大门",
    )
    return issue_notice(session, work.subject, form, actor=actor, now=work.now, today=work.day)


def _recheck(session: Session, work: Work, actor: Actor) -> object:
    passed = work.random.random() < 0.8
    form = RecheckForm(
        submission=f"recheck-{work.subject}-{work.day}",
        visited_on=work.day,
        passed=passed,
        evidence="现场看过，已经改好" if passed else "现场看过，没有改",
    )
    return recheck(session, work.subject, form, actor=actor, now=work.now, today=work.day)


def _coordinate(session: Session, work: Work, actor: Actor) -> object:
    letters = (LetterForm(department="消防救援大队", reply_due_on=work.day + timedelta(days=10)),)
    return coordinate(session, work.subject, letters, actor=actor, now=work.now, today=work.day)


def _resume(session: Session, work: Work, actor: Actor) -> object:
    """The departments answer, and the item goes back to its officer."""
    for letter in session.scalars(
        select(Letter.id).where(Letter.item_id == work.subject, Letter.replied_on.is_(None))
    ).all():
        reply_received(
            session, letter, "已督促", replied_on=work.day, actor=actor, now=work.now, today=work.day
        )
    due = work.day + timedelta(days=10)
    return resume(session, work.subject, due_on=due, actor=actor, now=work.now, today=work.day)


def _strike_off(session: Session, work: Work, actor: Actor) -> object:
    item = get_item(session, work.subject, actor=actor, today=work.day).item
    unlicensed = item.kind == "unlicensed"
    return strike_off(
        session,
        work.subject,
        evidence="复查通过，照片三张",
        disposal="ban" if unlicensed else "",
        children_count=20 if unlicensed else None,
        children_to="镇中心幼儿园" if unlicensed else "",
        actor=actor,
        now=work.now,
        today=work.day,
    )


STEPS: Mapping[tuple[str, str], Step] = {
    ("tip", "accept"): _accept,
    ("tip", "decline"): lambda s, w, a: decline(s, w.subject, reason="广告", actor=a, now=w.now),
    ("tip", "transfer"): lambda s, w, a: transfer(
        s, w.subject, authority="济源示范区教育体育局", reason="不在本市", actor=a, now=w.now
    ),
    ("tip", "assign"): lambda s, w, a: assign(s, w.subject, actor=a, now=w.now),
    ("tip", "start"): lambda s, w, a: start(s, w.subject, actor=a, now=w.now),
    ("tip", "report"): _report,
    ("tip", "send_back"): lambda s, w, a: send_back(s, w.subject, reason="请补照片", actor=a, now=w.now),
    ("tip", "conclude"): _conclude,
    ("tip", "reply"): lambda s, w, a: reply(s, w.subject, wording="经核查，已处理。", actor=a, now=w.now),
    ("ledger", "notice"): _notice,
    ("ledger", "file_up"): lambda s, w, a: file_up(s, w.subject, "major", actor=a, now=w.now, today=w.day),
    ("ledger", "rectify"): lambda s, w, a: record_answer(
        s, w.subject, "已整改", actor=a, now=w.now, today=w.day
    ),
    ("ledger", "recheck"): _recheck,
    ("ledger", "coordinate"): _coordinate,
    ("ledger", "resume"): _resume,
    ("ledger", "hand_over"): lambda s, w, a: hand_over(
        s, w.subject, authority="武陟县公安局", receipt="回执1号", actor=a, now=w.now, today=w.day
    ),
    ("ledger", "strike_off"): _strike_off,
}
"""By workflow and action. Asking the reporter is left to its own tests: nobody here would answer."""
