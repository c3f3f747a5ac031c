"""Whatever people try in whatever order: nothing is struck off unverified."""

from datetime import timedelta

from empty_tables import make_tables
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from ledger_steps import GAS, NOTICE, UNLICENSED, found
from small_city import NOW, TODAY, build_city
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.ledger.answering import record_answer
from intake.ledger.coordinating import LetterForm, coordinate, hand_over, resume
from intake.ledger.filing import file_up
from intake.ledger.models import LedgerItem
from intake.ledger.noticing import issue_notice
from intake.ledger.opening import open_item
from intake.ledger.queries import get_item
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.relapsing import relapse
from intake.ledger.striking_off import strike_off
from intake.patrols.rules import FindingForm
from intake.workflows import LEDGER
from publishing.kernel.db import Database
from publishing.kernel.errors import DomainError
from publishing.kernel.identity import Actor

WHO = st.sampled_from(["wang", "wang", "chen", "chen", "head", "head", "triage", "triage", "leader", "motou"])
TEXT = st.sampled_from(["复查照片", "复查照片", "复查照片", " "])


class Ledger(RuleBasedStateMachine):
    """One item of an unlicensed site or a hazard, and everybody of the county trying every step."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database("sqlite://")
        make_tables(self.database)
        self.writing = self.database.begin()
        self.session: Session = self.writing.__enter__()
        self.city = build_city(self.session)
        self.serial = 0
        self.item_id = 0
        self.before = ""

    def teardown(self) -> None:
        self.writing.__exit__(None, None, None)
        self.database.close()

    def state(self) -> str:
        return self.session.get_one(LedgerItem, self.item_id).state

    def attempt(self, step: object, who: str, *positional: object, **said: object) -> None:
        """Tries a step in a savepoint, like a use case's own transaction; a refusal changes nothing."""
        actor: Actor = self.city.people[who]
        self.before = self.state()
        try:
            with self.session.begin_nested():
                step(  # type: ignore[operator]
                    self.session, self.item_id, *positional, **said, actor=actor, now=NOW, today=TODAY
                )
        except DomainError:
            self.session.expire_all()
            assert self.state() == self.before
        else:
            allowed = {step.target for step in LEDGER.leaving(self.before)}
            assert self.state() in allowed

    @initialize(unlicensed=st.booleans())
    def begin(self, unlicensed: bool) -> None:
        self.open(UNLICENSED if unlicensed else GAS)

    def open(self, finding: FindingForm) -> None:
        """Another item, which the next steps are about."""
        self.serial += 1
        finding_id = found(self.session, self.city.wang, finding, mark=f"visit-{self.serial}")
        self.item_id = open_item(self.session, finding_id, actor=self.city.wang, now=NOW).id

    @precondition(lambda self: self.state() in ("closed_out", "handed_over", "relapsed"))
    @rule(unlicensed=st.booleans())
    def open_another(self, unlicensed: bool) -> None:
        self.open(UNLICENSED if unlicensed else GAS)

    @rule(who=WHO)
    def notice(self, who: str) -> None:
        self.attempt(issue_notice, who, NOTICE)

    @rule(who=WHO, text=TEXT)
    def answer(self, who: str, text: str) -> None:
        self.attempt(record_answer, who, text)

    @rule(who=WHO, passed=st.booleans(), evidence=TEXT)
    def recheck(self, who: str, passed: bool, evidence: str) -> None:
        self.serial += 1
        form = RecheckForm(submission=f"r{self.serial}", visited_on=TODAY, passed=passed, evidence=evidence)
        self.attempt(recheck, who, form)

    @rule(who=WHO, reason=st.sampled_from(["major", "long_term"]))
    def file_up(self, who: str, reason: str) -> None:
        self.attempt(file_up, who, reason)

    @rule(who=WHO, departments=st.lists(st.sampled_from(["公安局", "民政局"]), max_size=2))
    def coordinate(self, who: str, departments: list[str]) -> None:
        due = TODAY + timedelta(days=9)
        letters = tuple(LetterForm(department=name, reply_due_on=due) for name in departments)
        self.attempt(coordinate, who, letters)

    @rule(who=WHO)
    def resume(self, who: str) -> None:
        self.attempt(resume, who)

    @rule(who=WHO, receipt=TEXT)
    def hand_over(self, who: str, receipt: str) -> None:
        self.attempt(hand_over, who, authority="公安局", receipt=receipt)

    @rule(who=WHO, evidence=TEXT, disposal=st.sampled_from(["", "ban", "admit"]), children=TEXT)
    def strike_off(self, who: str, evidence: str, disposal: str, children: str) -> None:
        self.attempt(strike_off, who, evidence=evidence, disposal=disposal, children_to=children)

    @rule()
    def proceed(self) -> None:
        """The ordinary next step by the right person, so that the end is reached often."""
        match self.state():
            case "opened" | "rechecked_failed":
                self.notice("wang")
            case "notice_issued":
                self.answer("wang", "已移到院外")
            case "rectifying":
                self.recheck("chen", passed=True, evidence="复查照片")
            case "rechecked":
                kind = self.session.get_one(LedgerItem, self.item_id).kind
                self.strike_off(
                    "head", "复查照片", "ban" if kind == "unlicensed" else "", "已到月山镇中心幼儿园"
                )

    @rule(who=WHO)
    def relapse(self, who: str) -> None:
        self.serial += 1
        finding = found(self.session, self.city.wang, mark=f"again-{self.serial}")
        self.attempt(relapse, who, finding_id=finding)

    @invariant()
    def struck_off_means_verified(self) -> None:
        query = select(LedgerItem.id).where(LedgerItem.state.in_(["closed_out", "relapsed"]))
        for item_id in self.session.scalars(query):
            whole = get_item(self.session, item_id, actor=self.city.triage, today=TODAY)
            item = whole.item
            assert whole.notices
            assert all(notice.service for notice in whole.notices)
            assert whole.rechecks[-1].passed
            assert whole.rechecks[-1].rechecked_by_id != item.handled_by_id
            assert item.evidence.strip()
            assert item.struck_off_by_id is not None
            assert item.struck_off_on == TODAY
            if item.kind == "unlicensed":
                assert item.disposal
                assert item.children_to.strip()


TestLedgerMachine = Ledger.TestCase
TestLedgerMachine.settings = settings(
    max_examples=25,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
