"""A year of one county: reports come in, people work on what waits for them, go on patrol and on leave.

Every step is a use case in a transaction of its own, taken by somebody who may take it, at a moment of the
simulated day. What is drawn by lot comes from one seed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from small_works import END, STEPS, Work
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.cases.handing_over import hand_over
from intake.cases.patrolling import record_patrol
from intake.cases.reminding import remind, steps_to_take
from intake.grid.assigning import set_supervisor
from intake.grid.leaving import record_leave
from intake.grid.queries import grids_of
from intake.ledger.models import LedgerItem
from intake.patrols.rules import FindingForm, VisitForm
from intake.tips.codes import derive_code
from intake.tips.handing_over import hand_over_absent
from intake.tips.models import Tip
from intake.tips.queries import recused_people
from intake.tips.receiving import Submission, receive
from intake.tips.rules import visible
from intake.tips.showing import steps_for
from intake.tips.thread import not_fixed, withdraw
from intake.workflows import LEDGER_TERMINAL, TIP_OPEN
from portal.demo.places import DEMO_COUNTIES
from portal.demo.staffing import hire_city, hire_county
from publishing.divisions.loading import load_divisions
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.reading import ALIASES_FILE, DIVISIONS_FILE, read_aliases, read_divisions
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.db import Database
from publishing.kernel.errors import DomainError
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.permissions import Role

COUNTY = "410823000000"
"""武陟县: more than forty grids."""
BEGIN = date(2026, 1, 1)
DAYS = 365
SECRET = b"s" * 32
_CATEGORIES = ("unlicensed",) * 6 + ("fire", "food", "premises", "bus", "security", "child_harm")


def moment(day: date, *, hours: float = 1) -> datetime:
    """A moment of a simulated day, in hours after 08:00 in China."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)


@dataclass(slots=True)
class CountyYear:
    """The county and what has happened in it so far."""

    database: Database
    uploads: Path
    tips: int
    random: Random = field(default_factory=lambda: Random(60))
    codes: dict[int, str] = field(default_factory=dict)
    """By tip, the receipt code of its reporter."""
    happened: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _staff: list[Actor] = field(default_factory=list)
    _villages: list[str] = field(default_factory=list)

    def found(self) -> None:
        """Divisions, the city's and the county's offices, people and grids."""
        founded = moment(BEGIN)
        with self.database.begin() as session:
            table = [d for d in read_divisions(DIVISIONS_FILE) if d.code[:6] in ("410800", COUNTY[:6])]
            codes = {d.code for d in table}
            aliases = [a for a in read_aliases(ALIASES_FILE) if a.code in codes]
            load_divisions(session, table, aliases, actor=SYSTEM, now=founded)
            hire_city(session, city_code="410800000000", now=founded)
            county = next(county for county in DEMO_COUNTIES if county.code == COUNTY)
            hire_county(session, county, today=BEGIN, now=founded)
            self._villages = [d.code for d in table if d.level == "village"]
        self._meet_staff()

    def days(self) -> Iterator[date]:
        """Lives the year, and tells each day that is over."""
        for number in range(DAYS):
            day = BEGIN + timedelta(days=number)
            self._receive(day, number)
            self._sweep(moment(day, hours=0.5))
            if day.weekday() < 5:
                self._change(day)
                self._patrol(day)
                self._work_on_tips(day)
                self._work_on_ledger(day)
            self._reporters_speak(day)
            yield day

    def staff(self, role: Role | None = None) -> list[Actor]:
        """Who works in the county and the city."""
        return [who for who in self._staff if role is None or who.role is role]

    def do(self, what: str, step: Callable[[Session], object]) -> bool:
        """One use case. What the rules refuse changes nothing, and is counted."""
        try:
            with self.database.begin() as session:
                step(session)
        except DomainError as error:
            self.refused[f"{what}:{error.code}"] += 1
            return False
        self.happened[what] += 1
        return True

    def _meet_staff(self) -> None:
        with self.database.read() as session:
            self._staff = [person.actor() for person in list_people(session) if person.active]

    def _receive(self, day: date, number: int) -> None:
        due = self.tips * (number + 1) // DAYS - self.tips * number // DAYS
        for one in range(due):
            draw = self.random.random()
            token = f"year-{day}-{one}"
            category = self.random.choice(_CATEGORIES)
            village = self.random.choice(self._villages)
            submission = Submission(
                token=token,
                categories=(category,),
                text=f"村东头那家，第{one + 1}户，里头二十来个孩子，没见墙上有证。",
                # one in ten names only the township
                division_code=village if draw > 0.1 else village[:9] + "000",
                contact_name="某人" if draw > 0.7 else "",
                contact="138 0000 0000" if draw > 0.7 else "",
            )
            limited = draw < 0.02

            def send(session: Session, submission: Submission = submission, limited: bool = limited) -> None:
                received = receive(
                    session,
                    submission,
                    gazetteer=load_gazetteer(session),
                    secret=SECRET,
                    uploads=self.uploads,
                    now=moment(day, hours=0.1),
                    limited=limited,
                )
                self.codes[received.tip_id] = derive_code(SECRET, submission.token)

            assert self.do("receive", send), "a report was refused"

    def _sweep(self, now: datetime) -> None:
        with self.database.begin() as session:
            self.happened["handed over"] += hand_over_absent(session, now=now)
        with self.database.begin() as session:
            for step in steps_to_take(session, now=now):
                self.happened["reminded"] += remind(session, step, now=now)

    def _change(self, day: date) -> None:
        """Leave with cover every week, a new supervisor every month, and open work handed over after it."""
        now = moment(day, hours=1)
        triage = next(who for who in self.staff(Role.COUNTY_TRIAGE) if COUNTY in who.division_path)
        supervisors = self.staff(Role.SUPERVISOR)
        if day.weekday() == 0:
            away = self.random.choice(supervisors)
            near = [who for who in supervisors if who.office_id == away.office_id and who != away]
            cover = self.random.choice(near).user_id if near else None
            self.do(
                "leave",
                lambda session: record_leave(
                    session,
                    int(away.user_id or 0),
                    starts_on=day,
                    ends_on=day + timedelta(days=self.random.randrange(1, 10)),
                    cover_id=cover,
                    actor=triage,
                    now=now,
                ),
            )
        if day.day == 15:
            with self.database.read() as session:
                grids = [g for g in grids_of(session, on=day) if g.supervisor_id is not None]
            grid = self.random.choice(grids)
            near = [who for who in supervisors if who.office_id == grid.office_id]
            new = self.random.choice([*near, None])
            self.do(
                "replace",
                lambda session: set_supervisor(
                    session, grid.id, new.user_id if new else None, on=day, actor=triage, now=now
                ),
            )
            self.do(
                "hand over",
                lambda session: hand_over(session, reason="监管责任人调整", actor=triage, now=now),
            )

    def _patrol(self, day: date) -> None:
        """Each grid on one working day in twenty, which is once a month for most."""
        now = moment(day, hours=2)
        with self.database.read() as session:
            grids = [grid for grid in grids_of(session, on=day) if grid.supervisor_id is not None]
        people = {who.user_id: who for who in self._staff}
        for grid in grids:
            if self.random.random() > 0.05:
                continue
            found = () if self.random.random() < 0.8 else (self._finding(grid.villages[0]),)
            form = VisitForm(
                submission=f"patrol-{grid.id}-{day}",
                visited_on=day,
                scope=grid.name,
                found_nothing=not found,
                findings=found,
                handling="已当场告知" if found else "未发现问题",
                grid_id=grid.id,
            )
            who = people[grid.supervisor_id]
            self.do(
                "patrol",
                lambda session, form=form, who=who: record_patrol(  # type: ignore[misc]
                    session, form, actor=who, now=now, today=day
                ),
            )

    def _finding(self, village: str) -> FindingForm:
        return FindingForm(
            category=self.random.choice(("unlicensed", "fire", "food", "security")),
            severity=self.random.choice(("general", "general", "general", "major")),
            handling="deadline",
            premises=f"小星芽{self.random.randrange(400)}",
            description="招收幼儿二十余名，煤气罐放在过道",
            division_code=village,
        )

    def _work_on_tips(self, day: date) -> None:
        with self.database.read() as session:
            waiting = session.scalars(
                select(Tip.id).where(Tip.state.in_([*TIP_OPEN, "concluded"])).order_by(Tip.id)
            ).all()
        for tip_id in waiting:
            if self.random.random() > 0.4:
                continue
            chosen = self._tip_step(tip_id)
            if chosen is not None:
                work = Work(random=self.random, day=day, now=moment(day, hours=3), subject=tip_id)
                actor, action = chosen
                self.do(
                    f"tip {action}",
                    lambda session, work=work, actor=actor, action=action: STEPS["tip", action](  # type: ignore[misc]
                        session, work, actor
                    ),
                )

    def _tip_step(self, tip_id: int) -> tuple[Actor, str] | None:
        with self.database.read() as session:
            row = session.get_one(Tip, tip_id)
            hidden = recused_people(session, tip_id)
            possible = [
                (who, step.action)
                for who in self._staff
                if visible(who, row, hidden)
                for step in steps_for(row, who)
                if ("tip", step.action) in STEPS
            ]
        return self._drawn(possible)

    def _work_on_ledger(self, day: date) -> None:
        with self.database.read() as session:
            rows = session.scalars(
                select(LedgerItem).where(LedgerItem.state.not_in(LEDGER_TERMINAL)).order_by(LedgerItem.id)
            ).all()
            waiting = [(row.id, row.state, row.division_path, row.handled_by_id) for row in rows]
        for item_id, state, path, handler in waiting:
            if self.random.random() > 0.2:
                continue
            line = [who for who in self._staff if who.covers(path) and who.role in Work.OFFICERS]
            possible = [
                (who, action)
                for action in Work.OF_ITEM[state]
                for who in line
                if (who.user_id == handler) == (action in Work.BY_HANDLER) or action in Work.BY_OFFICE
            ]
            chosen = self._drawn(possible)
            if chosen is not None:
                work = Work(random=self.random, day=day, now=moment(day, hours=4), subject=item_id)
                actor, action = chosen
                self.do(
                    f"ledger {action}",
                    lambda session, work=work, actor=actor, action=action: STEPS["ledger", action](  # type: ignore[misc]
                        session, work, actor
                    ),
                )

    def _drawn(self, possible: list[tuple[Actor, str]]) -> tuple[Actor, str] | None:
        """One of the steps, those that end nothing more often than those that do."""
        weights = [END.get(action, 12) for _who, action in possible]
        return self.random.choices(possible, weights)[0] if possible else None

    def _reporters_speak(self, day: date) -> None:
        """Now and then somebody withdraws, and one in fifteen answered reporters says that it goes on."""
        now = moment(day, hours=9)
        with self.database.read() as session:
            answered = session.scalars(
                select(Tip.id).where(Tip.state == "replied", Tip.replied_at < now - timedelta(days=14))
            ).all()
            still = session.scalars(select(Tip.id).where(Tip.state.in_(TIP_OPEN))).all()
        for tip_id in answered:
            if self.random.random() < 0.002:
                self.do(
                    "not fixed",
                    lambda session, code=self.codes[tip_id]: not_fixed(  # type: ignore[misc]
                        session, code, "还在办，孩子没少", secret=SECRET, now=now
                    ),
                )
        if still and self.random.random() < 0.1:
            code = self.codes[self.random.choice(still)]
            self.do("withdraw", lambda session: withdraw(session, code, secret=SECRET, now=now))
