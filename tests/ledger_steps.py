"""Short ways to an item in each state, by the same use cases that people use."""

from dataclasses import replace
from datetime import date, timedelta

from small_city import HUAYUAN, NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.ledger.answering import record_answer
from intake.ledger.coordinating import LetterForm, coordinate
from intake.ledger.filing import file_up
from intake.ledger.noticing import NoticeForm, issue_notice
from intake.ledger.opening import open_item
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.values import ItemValue, NoticeValue
from intake.patrols.recording import record_visit
from intake.patrols.rules import FindingForm, VisitForm
from publishing.kernel.identity import Actor

DUE = TODAY + timedelta(days=4)
GAS = FindingForm(
    category="fire",
    severity="major",
    handling="deadline",
    premises="小星芽宝贝之家",
    description="煤气罐放在唯一的疏散通道",
    division_code=HUAYUAN,
)
UNLICENSED = replace(GAS, category="unlicensed", severity="general", description="未取得办学许可招收23名幼儿")
NOTICE = NoticeForm(
    addressee="小星芽宝贝之家",
    problems=("煤气罐放在唯一的疏散通道",),
    requirements=("立即把煤气罐移到院外",),
    due_on=DUE,
    service="signed",
)


def found(
    session: Session,
    actor: Actor,
    finding: FindingForm = GAS,
    *,
    mark: str = "visit",
    on: date = TODAY,
    today: date = TODAY,
) -> int:
    """The id of a finding of a patrol by `actor`."""
    form = VisitForm(submission=mark, visited_on=on, scope="花园村", found_nothing=False, findings=(finding,))
    return record_visit(session, form, actor=actor, now=NOW, today=today).visit.findings[0].id


def opened(session: Session, city: City, finding: FindingForm = GAS, *, mark: str = "visit") -> ItemValue:
    """An item that 王海军 found."""
    return open_item(session, found(session, city.wang, finding, mark=mark), actor=city.wang, now=NOW)


def noticed(session: Session, city: City, item: ItemValue, form: NoticeForm = NOTICE) -> NoticeValue:
    """The notice on it."""
    return issue_notice(session, item.id, form, actor=city.wang, now=NOW, today=TODAY)


def answered(session: Session, city: City, item: ItemValue) -> ItemValue:
    """With the operator's answer."""
    return record_answer(session, item.id, "煤气罐已移到院外", actor=city.wang, now=NOW, today=TODAY)


def rechecked(
    session: Session, item: ItemValue, actor: Actor, *, passed: bool = True, mark: str = "recheck"
) -> ItemValue:
    """Rechecked by `actor`."""
    form = RecheckForm(
        submission=mark,
        visited_on=TODAY,
        passed=passed,
        evidence="通道已清空" if passed else "煤气罐仍在过道",
    )
    return recheck(session, item.id, form, actor=actor, now=NOW, today=TODAY)


def filed(session: Session, city: City, item: ItemValue, reason: str = "major") -> ItemValue:
    """Filed up with the county."""
    return file_up(session, item.id, reason, actor=city.wang, now=NOW, today=TODAY)


def coordinated(session: Session, city: City, item: ItemValue) -> ItemValue:
    """With a letter to the fire brigade."""
    letters = (LetterForm(department="消防救援大队", reply_due_on=TODAY + timedelta(days=11)),)
    return coordinate(session, item.id, letters, actor=city.triage, now=NOW, today=TODAY)
