"""What tests of cases share: tips in each state, by the same use cases that people use."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from small_city import HUAYUAN, NOW, TODAY, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.cases import Reported, accept_and_assign, conclude, reply, report_visit, start
from intake.patrols.rules import FindingForm, VisitForm
from intake.tips.models import Tip
from intake.tips.queries import load_tip
from intake.tips.receiving import Received, Submission, receive
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.identity import Actor

SECRET = b"s" * 32
FINDING = FindingForm(
    category="unlicensed",
    severity="general",
    handling="deadline",
    premises="小星芽宝贝之家",
    description="未取得办学许可招收23名幼儿",
    division_code=HUAYUAN,
)
NOTHING = VisitForm(submission="visit", visited_on=TODAY, scope="花园村", found_nothing=True)
FOUND = replace(NOTHING, found_nothing=False, findings=(FINDING,))


@dataclass
class Desk:
    """The small city's tips and short ways to them."""

    session: Session
    city: City
    uploads: Path
    sent: int = 0

    def send(self, *, now: datetime = NOW, limited: bool = False, **changes: object) -> Received:
        """Sends a clear report about 花园村, changed by what is given."""
        self.sent += 1
        answers: dict[str, object] = {
            "token": f"token-{self.sent}",
            "categories": ("unlicensed",),
            "text": "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。",
            "division_code": HUAYUAN,
            **changes,
        }
        return receive(
            self.session,
            Submission(**answers),  # type: ignore[arg-type]
            gazetteer=load_gazetteer(self.session),
            secret=SECRET,
            uploads=self.uploads,
            now=now,
            limited=limited,
        )

    def row(self, tip_id: int) -> Tip:
        """The tip as it stands."""
        return load_tip(self.session, tip_id)

    def waiting(self, **changes: object) -> int:
        """A tip that waits with county triage, because its place is known only to the township."""
        return self.send(**{"division_code": TOWNSHIP, **changes}).tip_id

    def assigned(self, **changes: object) -> int:
        """A tip that the rule gave to 王海军."""
        return self.send(**changes).tip_id

    def verifying(self, **changes: object) -> int:
        """One that 王海军 has started on."""
        tip_id = self.assigned(**changes)
        start(self.session, tip_id, actor=self.city.wang, now=NOW)
        return tip_id

    def report(
        self, tip_id: int, *, visit: VisitForm = NOTHING, outcome: str = "unsubstantiated", who: str = "wang"
    ) -> Reported:
        """Reported on."""
        return report_visit(
            self.session,
            tip_id,
            visit=visit,
            outcome=outcome,
            text="到场查看，大门锁着",
            actor=self.city.people[who],
            now=NOW,
            today=TODAY,
        )

    def handled(self, **changes: object) -> int:
        """One that waits for review."""
        tip_id = self.verifying(**changes)
        self.report(tip_id)
        return tip_id

    def concluded(self, **changes: object) -> int:
        """One that is concluded by the head of the central school."""
        tip_id = self.handled(**changes)
        conclude(self.session, tip_id, conclusion="核查属实", actor=self.city.head, now=NOW)
        return tip_id

    def replied(self, **changes: object) -> int:
        """One that is answered."""
        tip_id = self.concluded(**changes)
        reply(self.session, tip_id, wording="经查未发现办园行为。", actor=self.city.head, now=NOW)
        return tip_id

    def accept(self, tip_id: int, actor: Actor, **said: object) -> None:
        """Accepted and assigned, at 花园村 unless something else is said."""
        given: dict[str, object] = {
            "track": "tip",
            "category": "unlicensed",
            "urgency": "ordinary",
            "division_code": HUAYUAN,
            **said,
        }
        accept_and_assign(self.session, tip_id, **given, actor=actor, now=NOW)  # type: ignore[arg-type]
