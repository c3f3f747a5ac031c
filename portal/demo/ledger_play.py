"""Ledger items in every state, each brought there by the people of its own place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.cases.patrolling import record_patrol
from intake.grid.queries import grids_of
from intake.ledger.answering import record_answer
from intake.ledger.coordinating import LetterForm, coordinate, hand_over
from intake.ledger.filing import file_up
from intake.ledger.noticing import NoticeForm, issue_notice
from intake.ledger.queries import load_item
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.relapsing import relapse
from intake.ledger.striking_off import strike_off
from intake.patrols.rules import FindingForm, VisitForm
from publishing.kernel.accounts.queries import find_person, get_person, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Hazard:
    """What a patrol found, and the state that its item is brought to."""

    until: str
    premises: str
    category: str
    description: str
    severity: str = "general"
    handling: str = "deadline"


_HAZARDS = (
    Hazard(until="opened", premises="下期城幼儿园", category="fire", description="二楼灭火器压力不足。"),
    Hazard(until="notice_issued", premises="育苗幼儿园", category="food", description="留样食品没有标签。"),
    Hazard(
        until="rectifying",
        premises="村东看护点",
        category="unlicensed",
        description="未取得办学许可，招收幼儿11名。",
    ),
    Hazard(until="rechecked", premises="小橡树幼儿园", category="security", description="监控缺两个角。"),
    Hazard(
        until="rechecked_failed",
        premises="向阳花幼儿园",
        category="bus",
        description="接送车没有校车标牌，超员。",
    ),
    Hazard(
        until="filed_up",
        premises="老学校旧址",
        category="premises",
        description="教室屋顶开裂，短期内无法修缮。",
        severity="major",
        handling="long_term",
    ),
    Hazard(
        until="coordinating",
        premises="镇中街幼儿班",
        category="unlicensed",
        description="居民楼内办班，消防通道不足，招收幼儿34名。",
        severity="major",
    ),
    Hazard(
        until="handed_over",
        premises="村北仓库看护点",
        category="unlicensed",
        description="仓库内办班，多次要求停办未停。",
        severity="major",
    ),
    Hazard(
        until="relapsed",
        premises="后街小院",
        category="unlicensed",
        description="未取得办学许可，招收幼儿9名。",
    ),
)


def play_ledger(database: Database, *, now: datetime) -> None:
    """One item for each state, found on patrols of one county's grids in the last six weeks."""
    with database.begin() as session:
        leader = find_person(session, "boai-leader")
        if leader is None:
            raise LookupError("boai-leader")
        grids = [
            grid
            for grid in grids_of(session, on=local_day(now), within=leader.office.division_path)
            if grid.supervisor_id is not None
        ]
        for number, hazard in enumerate(_HAZARDS):
            grid = grids[2 * number]
            officer = get_person(session, int(grid.supervisor_id or 0)).actor()
            began = now - timedelta(days=40 - 2 * number)
            item_id, _finding = _find(session, hazard, officer, grid.id, began)
            _bring(session, item_id, hazard, officer=officer, grid_id=grid.id, began=began)


def _find(session: Session, hazard: Hazard, officer: Actor, grid_id: int, at: datetime) -> tuple[int, int]:
    form = VisitForm(
        submission=f"demo-hazard-{hazard.premises}-{at:%m%d}",
        visited_on=local_day(at),
        scope=hazard.premises,
        found_nothing=False,
        findings=(
            FindingForm(
                category=hazard.category,
                severity=hazard.severity,
                handling=hazard.handling,
                premises=hazard.premises,
                description=hazard.description,
            ),
        ),
        handling="已当场告知，要求限期整改",
        grid_id=grid_id,
    )
    reported = record_patrol(session, form, actor=officer, now=at, today=local_day(at))
    return reported.items[0].id, reported.visit.findings[0].id


def _bring(
    session: Session, item_id: int, hazard: Hazard, *, officer: Actor, grid_id: int, began: datetime
) -> None:
    route: dict[str, tuple[str, ...]] = {
        "opened": (),
        "notice_issued": ("notice",),
        "rectifying": ("notice", "answer"),
        "rechecked": ("notice", "answer", "pass"),
        "rechecked_failed": ("notice", "answer", "fail"),
        "filed_up": ("notice", "file_up"),
        "coordinating": ("notice", "file_up", "letters"),
        "handed_over": ("notice", "file_up", "letters", "hand_over"),
        "relapsed": ("notice", "answer", "pass", "strike_off"),
    }
    for day, step in enumerate(route[hazard.until], 1):
        _STEPS[step](session, item_id, began + timedelta(days=3 * day))
    if hazard.until == "relapsed":
        at = began + timedelta(days=20)
        _new_item, finding_id = _find(session, hazard, officer, grid_id, at)
        relapse(
            session,
            item_id,
            finding_id=finding_id,
            actor=officer,
            now=at + timedelta(hours=1),
            today=local_day(at),
        )


def strike_off_whole(session: Session, item_id: int, *, began: datetime) -> None:
    """Notice, answer, recheck by another officer, strike-off: the whole way, some days apart."""
    for day, step in enumerate(("notice", "answer", "pass", "strike_off")):
        _STEPS[step](session, item_id, began + timedelta(days=3 * day))


Act = Callable[[Session, int, datetime], None]


def _leader(session: Session) -> Actor:
    person = find_person(session, "boai-leader")
    if person is None:
        raise LookupError("boai-leader")
    return person.actor()


def _officer(session: Session, item_id: int, at: datetime) -> Actor:
    """Who follows the item."""
    row = load_item(session, item_id, actor=_leader(session), today=local_day(at))
    return get_person(session, row.handled_by_id).actor()


def _head(session: Session, item_id: int, at: datetime) -> Actor:
    """The head of the item's central school: somebody else than who follows it."""
    row = load_item(session, item_id, actor=_leader(session), today=local_day(at))
    people = list_people(session, office_ids=[row.office_id], role=Role.CENTRAL_SCHOOL)
    return people[0].actor()


def _notice(session: Session, item_id: int, at: datetime) -> None:
    row = load_item(session, item_id, actor=_leader(session), today=local_day(at))
    form = NoticeForm(
        addressee=row.premises,
        problems=(row.problem,),
        requirements=("立即停止违规行为，按期整改到位，并书面答复整改情况。",),
        due_on=local_day(at + timedelta(days=15)),
        service="signed",
        service_note="负责人当面签收",
    )
    issue_notice(session, item_id, form, actor=_officer(session, item_id, at), now=at, today=local_day(at))


def _answer(session: Session, item_id: int, at: datetime) -> None:
    words = "已经按要求整改，请来复查。"
    record_answer(session, item_id, words, actor=_officer(session, item_id, at), now=at, today=local_day(at))


def _recheck(session: Session, item_id: int, at: datetime, *, passed: bool) -> None:
    form = RecheckForm(
        submission=f"demo-recheck-{item_id}-{at:%m%d}",
        visited_on=local_day(at),
        passed=passed,
        evidence="现场查看，问题已经消除。" if passed else "现场查看，仍在使用原来的车辆。",
    )
    recheck(session, item_id, form, actor=_head(session, item_id, at), now=at, today=local_day(at))


def _pass(session: Session, item_id: int, at: datetime) -> None:
    _recheck(session, item_id, at, passed=True)


def _fail(session: Session, item_id: int, at: datetime) -> None:
    _recheck(session, item_id, at, passed=False)


def _file_up(session: Session, item_id: int, at: datetime) -> None:
    row = load_item(session, item_id, actor=_leader(session), today=local_day(at))
    reason = "major" if row.kind == "unlicensed" else "long_term"
    officer = _officer(session, item_id, at)
    file_up(session, item_id, reason, actor=officer, now=at, today=local_day(at))


def _letters(session: Session, item_id: int, at: datetime) -> None:
    letters = (
        LetterForm(department="消防救援大队", reply_due_on=local_day(at + timedelta(days=14))),
        LetterForm(department="市场监督管理局", reply_due_on=local_day(at + timedelta(days=14))),
    )
    coordinate(session, item_id, letters, actor=_leader(session), now=at, today=local_day(at))


def _hand_over(session: Session, item_id: int, at: datetime) -> None:
    hand_over(
        session,
        item_id,
        authority="综合行政执法大队",
        receipt="移交回执（演示）1号",
        actor=_leader(session),
        now=at,
        today=local_day(at),
    )


def _strike_off(session: Session, item_id: int, at: datetime) -> None:
    row = load_item(session, item_id, actor=_leader(session), today=local_day(at))
    unlicensed = row.kind == "unlicensed"
    strike_off(
        session,
        item_id,
        evidence="复查记录和现场照片已存档。",
        disposal="ban" if unlicensed else "",
        children_count=23 if unlicensed else None,
        children_to="已全部转入附近有证幼儿园" if unlicensed else "",
        actor=_head(session, item_id, at),
        now=at,
        today=local_day(at),
    )


_STEPS: dict[str, Act] = {
    "notice": _notice,
    "answer": _answer,
    "pass": _pass,
    "fail": _fail,
    "file_up": _file_up,
    "letters": _letters,
    "hand_over": _hand_over,
    "strike_off": _strike_off,
}
