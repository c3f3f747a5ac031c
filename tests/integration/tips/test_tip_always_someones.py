"""Whatever happens to a tip, exactly one office answers for it, and no recused person sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from empty_tables import make_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sending import SECRET, TEXT
from small_city import (
    CITY,
    COUNTY,
    FAR,
    HOUQIAO,
    HUAYUAN,
    MOTOU,
    NOW,
    OTHER_COUNTY,
    TODAY,
    City,
    build_city,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.cases.handing_over import hand_over, pending_handovers
from intake.cases.moving_county import move_county
from intake.grid.assigning import set_supervisor
from intake.grid.leaving import end_leave, record_leave
from intake.grid.loading import load_grids
from intake.grid.queries import leaves_of
from intake.tips import codes, thread
from intake.tips.handing_over import hand_over_absent, recuse_oneself
from intake.tips.models import Tip
from intake.tips.queries import list_tips, load_tip, recused_people, recused_tips, work_of
from intake.tips.receiving import Submission, receive
from intake.tips.routing import assign_by_rule, choose_for
from intake.tips.rules import visible
from intake.tips.showing import steps_for
from intake.workflows import TIP, TIP_OPEN
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.accounts.changing import set_active
from publishing.kernel.accounts.queries import get_person, list_offices
from publishing.kernel.audit import verify
from publishing.kernel.db import Database
from publishing.kernel.errors import DomainError
from publishing.kernel.identity import Actor
from publishing.kernel.transition import move

OFFICERS = ("wang", "chen", "head", "motou", "motou_head", "triage", "leader", "city_triage")
PLACES = (HUAYUAN, HOUQIAO, MOTOU, COUNTY, CITY)
CATEGORIES = ("unlicensed", "fire", "child_harm")
TEXTS = (TEXT, "老板是王海军的亲戚", "李静知道这件事", "刘建国不管")
FACTS = {"track": "tip", "category": "fire", "urgency": "ordinary", "question": "?", "outcome": "invalid",
         "visit": 1, "reason": "-", "conclusion": "-", "wording": "-", "authority": "-"}  # fmt: skip

UNINTERESTING = ("merge", "decline", "transfer")
"""They end a tip at once."""

receives = st.tuples(
    st.just("receive"), st.sampled_from(PLACES), st.sampled_from(CATEGORIES), st.sampled_from(TEXTS)
)
steps = st.tuples(st.just("step"), st.integers(0, 3), st.integers(0, 11))
leaves = st.tuples(st.just("leave"), st.sampled_from(OFFICERS), st.sampled_from([*OFFICERS, None]))
vacancies = st.tuples(st.just("vacancy"), st.sampled_from(["wang", "chen", "motou"]))
recusals = st.tuples(st.just("recuse"), st.integers(0, 3), st.sampled_from(OFFICERS))
reporters = st.tuples(
    st.sampled_from(["answer", "answer", "not_fixed", "not_fixed", "withdraw"]), st.integers(0, 3)
)
sweeps = st.tuples(st.just("sweep"))
MAPS = (
    ("月山镇,3,花园村、后乔村,王海军,党员",),
    ("月山镇,3,花园村,陈芳,党员", "月山镇,4,后乔村,王海军,党员"),
    ("月山镇,4,花园村、后乔村,陈芳,党员",),
    ("月山镇,5,花园村、后乔村,,",),
)
"""Ways in which 月山镇 may be cut into grids."""
redrawings = st.tuples(st.just("redraw"), st.sampled_from(MAPS))
replacements = st.tuples(
    st.just("replace"), st.sampled_from(["wang", "chen"]), st.sampled_from(["wang", "chen"])
)
closings = st.tuples(st.just("close"), st.sampled_from(["wang", "chen", "motou"]))
returns = st.tuples(st.just("back"), st.sampled_from(OFFICERS))
handovers = st.tuples(st.just("hand_over"), st.sampled_from(["triage", "head", "city_triage"]))
counties = st.tuples(
    st.just("county"),
    st.integers(0, 3),
    st.sampled_from(["triage", "far_triage", "city_triage"]),
    st.sampled_from([FAR, OTHER_COUNTY, HUAYUAN, COUNTY]),
)
events = st.lists(
    st.one_of(
        receives,
        steps,
        steps,
        steps,
        steps,
        steps,
        steps,
        leaves,
        vacancies,
        recusals,
        reporters,
        sweeps,
        redrawings,
        replacements,
        closings,
        returns,
        handovers,
        counties,
    ),
    min_size=10,
    max_size=25,
)


@contextmanager
def fresh() -> Iterator[tuple[Session, City]]:
    """An empty city; properties draw many examples and a fixture would be shared between them."""
    database = Database("sqlite://")
    make_tables(database)
    with database.begin() as session:
        yield session, build_city(session)
    database.close()


class Town:
    """Takes events one after another, each as its use case would."""

    def __init__(self, session: Session, city: City, uploads: Path) -> None:
        self.session, self.city, self.uploads = session, city, uploads
        self.gazetteer = load_gazetteer(session)
        self.tips: list[tuple[int, str]] = []
        self.now = NOW

    def happen(self, event: tuple[object, ...]) -> None:
        """One event; what the rules refuse changes nothing."""
        self.now += timedelta(minutes=1)
        kind, *rest = event
        if kind in ("step", "recuse", "answer", "not_fixed", "withdraw", "county"):
            if not self.tips:
                return
            rest[0] = self.tips[int(str(rest[0])) % len(self.tips)]
        try:
            with self.session.begin_nested():
                getattr(self, str(kind))(*rest)
        except DomainError:
            self.session.expire_all()

    def receive(self, place: str, category: str, text: str) -> None:
        token = f"token-{len(self.tips)}-{self.now}"
        submission = Submission(token=token, categories=(category,), text=text, division_code=place)
        received = receive(self.session, submission, gazetteer=self.gazetteer, secret=SECRET,
                           uploads=self.uploads, now=self.now)  # fmt: skip
        self.tips.append((received.tip_id, codes.derive_code(SECRET, token)))

    def step(self, tip: tuple[int, str], pick: int) -> None:
        """Any step that the table and the line allow anybody."""
        row = load_tip(self.session, tip[0])
        recused = recused_people(self.session, row.id)
        possible = [
            (actor, step)
            for actor in (self.person(who) for who in OFFICERS)
            if visible(actor, row, recused)
            for step in steps_for(row, actor)
            if step.action not in UNINTERESTING
        ]
        if not possible:
            return
        actor, step = possible[pick % len(possible)]
        if step.action == "assign":
            assign_by_rule(
                self.session, row, choose_for(self.session, row, recused=recused, on=TODAY), now=self.now
            )
            return
        if step.action == "start":
            row.responsible_user_id = actor.user_id
        if step.action == "report":
            row.handled_by_id, row.concluded_by_id = actor.user_id, None
        if step.action == "conclude":
            row.concluded_by_id = actor.user_id
        facts = {name: FACTS[name] for name in step.facts}
        move(self.session, row, TIP, step.action, actor=actor, facts=facts, now=self.now)
        self.session.flush()

    def leave(self, who: str, cover: str | None) -> None:
        person, stand_in = self.person(who), self.person(cover) if cover else None
        assert person.user_id is not None
        record_leave(self.session, person.user_id, starts_on=TODAY, ends_on=TODAY,
                     cover_id=stand_in.user_id if stand_in else None, actor=person, now=self.now)  # fmt: skip

    def vacancy(self, who: str) -> None:
        actor = self.person("triage")
        set_supervisor(self.session, self.city.grids[who], None, on=TODAY, actor=actor, now=self.now)

    def recuse(self, tip: tuple[int, str], who: str) -> None:
        recuse_oneself(self.session, tip[0], actor=self.person(who), now=self.now)

    def answer(self, tip: tuple[int, str]) -> None:
        thread.answer(self.session, tip[1], "早上七点半到", secret=SECRET, now=self.now)

    def withdraw(self, tip: tuple[int, str]) -> None:
        thread.withdraw(self.session, tip[1], secret=SECRET, now=self.now)

    def not_fixed(self, tip: tuple[int, str]) -> None:
        thread.not_fixed(self.session, tip[1], "还在办", secret=SECRET, now=self.now)

    def sweep(self) -> None:
        hand_over_absent(self.session, now=self.now)

    def redraw(self, rows: tuple[str, ...]) -> None:
        data = "\n".join(("乡镇,责任区,村（社区）,监管责任人,职务", *rows)).encode()
        load_grids(self.session, data, "g.csv", actor=self.person("triage"), now=self.now, today=TODAY)

    def replace(self, grid: str, who: str) -> None:
        on, actor = self.person(who), self.person("triage")
        set_supervisor(self.session, self.city.grids[grid], on.user_id, on=TODAY, actor=actor, now=self.now)

    def close(self, who: str) -> None:
        """As the page does it: what lay with the account goes on at once."""
        account = self.person(who).user_id or 0
        set_active(self.session, account, active=False, actor=self.person("admin"), now=self.now)
        hand_over_absent(self.session, now=self.now)

    def back(self, who: str) -> None:
        person = self.person(who)
        for leave in leaves_of(self.session, person.user_id or 0):
            end_leave(self.session, leave.id, back_on=TODAY, actor=person, now=self.now)

    def hand_over(self, who: str) -> None:
        hand_over(self.session, reason="责任区调整", actor=self.person(who), now=self.now)
        assert pending_handovers(self.session, actor=self.person(who), on=TODAY) == ()

    def county(self, tip: tuple[int, str], who: str, place: str) -> None:
        actor = self.person(who)
        move_county(self.session, tip[0], division_code=place, reason="-", actor=actor, now=self.now)

    def person(self, who: str) -> Actor:
        return self.city.people[who]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=events)
def test_every_open_tip_has_exactly_one_responsible_office(history: list[tuple[object, ...]]) -> None:
    with fresh() as (session, city), TemporaryDirectory() as uploads:
        town = Town(session, city, Path(uploads))
        for event in (("receive", HUAYUAN, "unlicensed", TEXT), *history):
            town.happen(event)
            check_offices(session, city)
        check_lists(session, city)
        assert verify(session).broken_at is None


def check_offices(session: Session, city: City) -> None:
    """The promise of DESIGN §4: one office, in the line of the place, with a reason; nobody recused."""
    offices = {office.id: office for office in list_offices(session)}
    at = {who.user_id: who.office_id for who in city.people.values()}
    for tip in session.scalars(select(Tip).where(Tip.state.in_(TIP_OPEN))):
        office = offices[tip.responsible_office_id]
        assert tip.division_path.startswith(office.division_path)
        assert tip.route["words"]
        if tip.responsible_user_id is not None:
            assert tip.responsible_user_id not in recused_people(session, tip.id)
            assert at[tip.responsible_user_id] == office.id
            if tip.state == "assigned":
                assert get_person(session, tip.responsible_user_id).active


def check_lists(session: Session, city: City) -> None:
    """The rule and the query agree on who sees a tip; nobody recused sees, or is asked to work on, one."""
    tips = session.scalars(select(Tip)).all()
    for who in city.people.values():
        hidden = recused_tips(session, who.user_id or 0)
        seen = {tip.id for tip in tips if visible(who, tip, recused_people(session, tip.id))}
        work = work_of(session, actor=who, now=NOW)
        assert seen == {tip.id for tip in list_tips(session, actor=who)[0]}
        assert not hidden & seen
        assert {tip.id for tip in work} <= seen
        assert all(tip.waits_for_me for tip in work)
