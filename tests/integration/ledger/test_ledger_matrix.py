"""Every state × every step, through the use cases themselves: what the table allows happens, everything else
is refused and leaves the item as it was. And the same for every role on every step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from ledger_steps import (
    NOTICE,
    UNLICENSED,
    answered,
    coordinated,
    filed,
    found,
    noticed,
    opened,
    rechecked,
)
from small_city import NOW, TODAY, City, build_city
from sqlalchemy.orm import Session

from intake.ledger.answering import record_answer
from intake.ledger.coordinating import LetterForm, coordinate, hand_over, resume, write_again
from intake.ledger.filing import file_up
from intake.ledger.models import LedgerItem
from intake.ledger.noticing import issue_notice
from intake.ledger.queries import get_item
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.relapsing import relapse
from intake.ledger.striking_off import strike_off
from intake.ledger.values import ItemValue
from intake.workflows import LEDGER
from portal.tables import metadata
from publishing.kernel.db import Database
from publishing.kernel.errors import (
    DomainError,
    Forbidden,
    NotFound,
    OutsideJurisdiction,
    SamePerson,
    WrongState,
)
from publishing.kernel.identity import Actor

LETTERS = (LetterForm(department="公安局", reply_due_on=TODAY + timedelta(days=9)),)
REFUSALS = (Forbidden, OutsideJurisdiction, SamePerson)
WHEN = {"now": NOW, "today": TODAY}
STAFF = (
    "wang",
    "chen",
    "motou",
    "head",
    "motou_head",
    "triage",
    "leader",
    "hotline",
    "auditor",
    "far_triage",
)


@dataclass
class Stage:
    """An item in each state, and a later finding at the same place."""

    session: Session
    city: City
    items: dict[str, int]
    finding: int

    def take(self, action: str, item_id: int, actor: Actor) -> None:
        """The step with everything that it must have."""
        session, given = self.session, {"actor": actor, **WHEN}

        def check(*, passed: bool) -> None:
            form = RecheckForm(
                submission=f"{action}-{item_id}-{actor.user_id}",
                visited_on=TODAY,
                passed=passed,
                evidence="现场照片",
            )
            recheck(session, item_id, form, **given)  # type: ignore[arg-type]

        steps: dict[str, Callable[[], object]] = {
            "notice": lambda: issue_notice(session, item_id, NOTICE, **given),  # type: ignore[arg-type]
            "rectify": lambda: record_answer(session, item_id, "已经整改", **given),  # type: ignore[arg-type]
            "recheck_pass": lambda: check(passed=True),
            "recheck_fail": lambda: check(passed=False),
            "file_up": lambda: file_up(session, item_id, "major", **given),  # type: ignore[arg-type]
            "coordinate": lambda: coordinate(session, item_id, LETTERS, **given),  # type: ignore[arg-type]
            "hand_over": lambda: hand_over(
                session,
                item_id,
                authority="公安局",
                receipt="1号",
                **given,  # type: ignore[arg-type]
            ),
            "resume": lambda: resume(session, item_id, **given),  # type: ignore[arg-type]
            "strike_off": lambda: strike_off(
                session,
                item_id,
                evidence="照片",
                disposal="ban",
                children_to="转入中心园",
                **given,  # type: ignore[arg-type]
            ),
            "relapse": lambda: relapse(session, item_id, finding_id=self.finding, **given),  # type: ignore[arg-type]
        }
        steps[action]()

    def attempt(self, action: str, state: str, actor: Actor) -> "str | type[DomainError]":
        """The state that the step leads to, or why it was refused; nothing of it stays."""
        item_id = self.items[state]
        savepoint = self.session.begin_nested()
        try:
            self.take(action, item_id, actor)
            return self.session.get_one(LedgerItem, item_id).state
        except DomainError as refused:
            return type(refused)
        finally:
            savepoint.rollback()
            self.session.expire_all()
            assert self.session.get_one(LedgerItem, item_id).state == state


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    database = Database("sqlite://")
    metadata.create_all(database.engine)
    with database.begin() as session:
        city = build_city(session)
        items = {state: _item_in(session, city, state).id for state in LEDGER.states()}
        yield Stage(session, city, items, found(session, city.wang, UNLICENSED, mark="later"))
    database.close()


def _item_in(session: Session, city: City, state: str) -> ItemValue:
    item = opened(session, city, UNLICENSED, mark=state)
    if state in ("notice_issued", "rectifying", "rechecked", "rechecked_failed", "closed_out", "relapsed"):
        noticed(session, city, item)
    if state in ("rectifying", "rechecked", "closed_out", "relapsed"):
        answered(session, city, item)
    if state in ("rechecked", "rechecked_failed", "closed_out", "relapsed"):
        rechecked(session, item, city.chen, passed=state != "rechecked_failed", mark=f"re-{state}")
    if state in ("filed_up", "coordinating", "handed_over"):
        filed(session, city, item)
    if state in ("coordinating", "handed_over"):
        coordinated(session, city, item)
    if state == "handed_over":
        hand_over(
            session, item.id, authority="公安局", receipt="1号", actor=city.triage, now=NOW, today=TODAY
        )
    if state in ("closed_out", "relapsed"):
        strike_off(
            session,
            item.id,
            evidence="照片",
            disposal="ban",
            children_to="转入中心园",
            actor=city.head,
            now=NOW,
            today=TODAY,
        )
    if state == "relapsed":
        again = found(session, city.wang, UNLICENSED, mark="again")
        relapse(session, item.id, finding_id=again, actor=city.wang, now=NOW, today=TODAY)
    return item


@pytest.mark.parametrize("state", LEDGER.states())
@pytest.mark.parametrize("action", LEDGER.actions())
def test_a_step_is_taken_exactly_where_the_table_has_it(stage: Stage, action: str, state: str) -> None:
    step = LEDGER.find(action, state)
    got = stage.attempt(action, state, stage.city.triage)
    assert got == (step.target if step else WrongState)


@pytest.mark.parametrize("action", LEDGER.actions())
def test_who_has_no_part_in_a_step_is_refused_whoever_it_is(stage: Stage, action: str) -> None:
    for state in sorted({step.source for step in LEDGER.steps if step.action == action}):
        step = LEDGER.find(action, state)
        assert step is not None
        for name in STAFF:
            actor = stage.city.people[name]
            got = stage.attempt(action, state, actor)
            try:
                seen = get_item(stage.session, stage.items[state], actor=actor, today=TODAY)
            except NotFound:
                assert got is NotFound, (name, state)
                continue
            if action in seen.actions:
                assert got == step.target, (name, state)
            else:
                assert got in REFUSALS, (name, state)


def test_further_letters_are_written_while_coordinating_and_at_no_other_time(stage: Stage) -> None:
    for state in LEDGER.states():
        savepoint = stage.session.begin_nested()
        try:
            write_again(
                stage.session, stage.items[state], LETTERS, actor=stage.city.triage, now=NOW, today=TODAY
            )
        except WrongState:
            assert state != "coordinating"
        else:
            assert state == "coordinating"
        finally:
            savepoint.rollback()
            stage.session.expire_all()
