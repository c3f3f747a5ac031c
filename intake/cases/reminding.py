"""Reminding whoever must act before a day is over, and telling the next rungs of the ladder after it.

Nothing is scheduled: each sweep looks at the rows as they are and takes the steps that are still to be taken,
each once. Whoever is recused is never told anything of that tip; for whoever is on leave the cover is told.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from intake.deadlines.escalating import HARM_UNANSWERED, Rungs, ladder_of, step_key, steps_due, told
from intake.deadlines.owing import Clocks, Deadline
from intake.deadlines.queries import clocks_of
from intake.deadlines.telling import take_step, taken
from intake.grid.presence import presence_on
from intake.ledger import rules as ledger_rules
from intake.ledger.owed import OwedItem, owed_items
from intake.tips.owed import OwedTip, owed_tips
from intake.tips.owed_orders import OwedOrder, owed_orders
from intake.tips.rules import HARM, waits_for
from publishing.kernel.accounts.queries import OfficeValue, Person, list_offices, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.permissions import Permission, Role

_LED_BY = (Role.COUNTY_TRIAGE, Role.COUNTY_LEADER)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepToTake:
    """One reminder or step up, and whom it tells."""

    subject: str
    number: str
    code: str
    due: date
    step: str
    rung: str
    people: tuple[int, ...]
    many: int = 0
    """How many reports that lie apart it is about; 0: it is about one thing, which `number` names."""

    @property
    def key(self) -> str:
        """What tells this step from every other."""
        return step_key(self.subject, self.code, self.due, self.step)


def steps_to_take(session: Session, *, now: datetime) -> tuple[StepToTake, ...]:
    """Everything that is to be told at `now` and was not told yet, of tips first, then of ledger items."""
    sweep = _Sweep(session, now)
    tips = owed_tips(session)
    found = [step for tip in tips if not tip.apart for step in sweep.of_tip(tip)]
    found += sweep.of_those_apart([tip for tip in tips if tip.apart])
    found += [step for order in owed_orders(session) for step in sweep.of_order(order)]
    found += [step for item in owed_items(session) for step in sweep.of_item(item)]
    known = taken(session, [step.key for step in found])
    return tuple(step for step in found if step.key not in known)


def remind(session: Session, step: StepToTake, *, now: datetime) -> bool:
    """Takes one step; False where it was taken before."""
    return take_step(
        session,
        subject=step.subject,
        code=step.code,
        due=step.due,
        step=step.step,
        people=step.people,
        rung=step.rung,
        kind="apart" if step.many else "deadline",
        values={"n": step.many} if step.many else {"number": step.number},
        now=now,
    )


def counted(steps: Iterable[StepToTake]) -> dict[str, int]:
    """How many of each step."""
    return dict(Counter(step.step for step in steps))


class _Sweep:
    """What one sweep knows: the people, and the clocks."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now, self._today = now, local_day(now)
        self._clocks: Clocks = clocks_of(session)
        self._offices: dict[str, list[OfficeValue]] = {}
        for office in list_offices(session):
            self._offices.setdefault(office.division_code, []).append(office)
        self._staff: dict[int, list[Person]] = {}
        for person in list_people(session):
            self._staff.setdefault(person.office.id, []).append(person)
        everybody = [person.id for people in self._staff.values() for person in people]
        self._presence = presence_on(session, everybody, on=self._today)

    def of_tip(self, tip: OwedTip) -> list[StepToTake]:
        subject = f"tip:{tip.id}"
        line = self._line(tip.division_path)
        acting = [p.id for p in line if waits_for(p.actor(), tip.facts, tip.recused)]
        if not acting and tip.responsible_user_id is not None:
            acting = [tip.responsible_user_id]
        rungs = self._rungs(line, acting, tip.responsible_office_id, tip.recused)
        found = self._steps(subject, tip.number, tip.division_path, tip.deadlines, rungs)
        if tip.category == HARM and tip.state == "received":
            found += self._unanswered(subject, tip, rungs)
        return found

    def of_those_apart(self, tips: list[OwedTip]) -> list[StepToTake]:
        """One step for all that lie apart at an office and are due on one day: a flood of reports makes no
        flood of notices."""
        found: dict[tuple[int, str, date, str], list[StepToTake]] = {}
        for tip in tips:
            for step in self.of_tip(tip):
                found.setdefault((tip.responsible_office_id, step.code, step.due, step.step), []).append(step)
        return [
            replace(
                steps[0],
                subject=f"quarantine:{office_id}",
                number="",
                # whoever is recused from one of them hears of the others, and of none by name
                people=tuple(dict.fromkeys(person for step in steps for person in step.people)),
                many=len(steps),
            )
            for (office_id, _code, _due, _step), steps in found.items()
        ]

    def of_order(self, order: OwedOrder) -> list[StepToTake]:
        """The order's own time: for those who answer the sending office, and whoever has the tip in hand."""
        line = self._line(order.division_path)
        answering = [p.id for p in line if p.office.kind == "county" and p.actor().may(Permission.TIP_RECORD)]
        in_hand = [order.responsible_user_id] if order.responsible_user_id is not None else []
        rungs = self._rungs(line, [*answering, *in_hand], order.responsible_office_id, order.recused)
        owed = [Deadline(code="order", due=order.due)]
        number = f"{order.number}（{order.tip_number}）"
        return self._steps(f"order:{order.id}", number, order.division_path, owed, rungs)

    def of_item(self, owed: OwedItem) -> list[StepToTake]:
        item = owed.item
        line = self._line(item.division_path)
        acting = [p.id for p in line if ledger_rules.waits_for(p.actor(), item)] or [item.handled_by_id]
        if item.state != "coordinating":
            acting = [item.handled_by_id]
        rungs = self._rungs(line, acting, item.office_id, owed.recused)
        return self._steps(f"ledger:{item.id}", item.number, item.division_path, owed.deadlines, rungs)

    def _line(self, path: str) -> list[Person]:
        """Everybody of the offices that a place belongs to, the nearest office first."""
        codes = [code for code in path.split("/") if code]
        offices = [office for code in reversed(codes) for office in self._offices.get(code, ())]
        return [person for office in offices for person in self._staff.get(office.id, ())]

    def _rungs(
        self, line: list[Person], acting: Iterable[int], office_id: int, recused: frozenset[int]
    ) -> Rungs:
        # the head of a school answers for what is with the school, not for what the county holds
        heads = [p.id for p in line if p.role is Role.CENTRAL_SCHOOL and p.office.id == office_id]
        led = {
            kind: [p.id for p in line if p.office.kind == kind and p.role in _LED_BY]
            for kind in ("county", "city")
        }
        rungs = {"responsible": acting, "head": heads, **led}
        return {rung: self._presence.reachable(people, recused=recused) for rung, people in rungs.items()}

    def _steps(
        self, subject: str, number: str, path: str, deadlines: Iterable[Deadline], rungs: Rungs
    ) -> list[StepToTake]:
        ladder = ladder_of(self._clocks, path=path, on=self._today)
        return [
            _step(subject, number, deadline, step, rungs)
            for deadline in deadlines
            for step in steps_due(
                deadline.code, deadline.due, self._today, clocks=self._clocks, ladder=ladder
            )
        ]

    def _unanswered(self, subject: str, tip: OwedTip, rungs: Rungs) -> list[StepToTake]:
        hours = self._clocks.periods.get("harm_accept", path=tip.division_path, on=self._today).amount
        if self._now - tip.received_at < timedelta(hours=hours):
            return []
        owed = Deadline(code="harm", due=local_day(tip.received_at))
        return [_step(subject, tip.number, owed, HARM_UNANSWERED, rungs)]


def _step(subject: str, number: str, owed: Deadline, step: str, rungs: Rungs) -> StepToTake:
    rung, people = told(step, rungs)
    return StepToTake(
        subject=subject, number=number, code=owed.code, due=owed.due, step=step, rung=rung, people=people
    )
