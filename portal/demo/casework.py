"""Plays the demonstration's reports, patrols and ledger items through the staff's own use cases."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.cases.merging import merge
from intake.cases.reopening import reopen
from intake.cases.replying import reply
from intake.cases.reviewing import conclude
from intake.cases.triaging import accept_and_assign, decline, transfer
from intake.cases.verifying import ask, report_visit, start
from intake.ledger.queries import items_of_tip
from intake.patrols.rules import FindingForm, VisitForm
from intake.tips.codes import derive_code, grouped
from intake.tips.queries import load_tip
from intake.tips.receiving import Submission, receive
from intake.tips.thread import say_fixed, withdraw
from intake.tips.values import Unlocked
from intake.workflows import TIP
from portal.demo.channels_play import play_channels
from portal.demo.clocks_play import play_clocks
from portal.demo.custody_play import play_custody
from portal.demo.ledger_play import play_ledger, strike_off_whole
from portal.demo.patrol_play import play_patrols
from portal.demo.places import DEMO_COUNTIES
from portal.demo.reports_play import play_reports
from portal.demo.spot_play import play_spot_checks
from portal.demo.stories import STORIES, Story
from portal.demo.wordings_play import play_wordings
from publishing.divisions.queries import load_gazetteer
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.accounts.queries import find_person, get_person, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.permissions import Role
from publishing.kernel.settings import Settings, secret
from publishing.kernel.transition import move


class Player:
    """Brings each story to its state, as the people who would have done it, on the days they would have."""

    def __init__(self, settings: Settings, database: Database, now: datetime) -> None:
        self._settings = settings
        self._database = database
        self._now = now
        self._secret = secret(settings, "receipts")
        self._tips: dict[str, int] = {}
        with database.read() as session:
            self._gazetteer: Gazetteer = load_gazetteer(session)

    def play(self, number: int, story: Story) -> None:
        """Receives the story's report and takes the steps that lead to its state."""
        token = _token(number, story)
        at = self._now - timedelta(days=story.days, minutes=7 * number)
        with self._database.begin() as session:
            received = receive(
                session,
                Submission(
                    token=token,
                    categories=story.categories,
                    text=story.text,
                    kindergarten_name=story.name,
                    place_words=story.place,
                    contact_name=story.contact_name,
                    contact=story.contact,
                    position=story.position,
                ),
                gazetteer=self._gazetteer,
                secret=self._secret,
                uploads=self._settings.uploads,
                now=at,
                limited=story.limited,
            )
            if story.key:
                self._tips[story.key] = received.tip_id
            self._bring(session, received.tip_id, story, token, at)

    def tip(self, key: str) -> int:
        """The tip of a story that was played."""
        return self._tips[key]

    def _bring(self, session: Session, tip_id: int, story: Story, token: str, at: datetime) -> None:
        triage = self._triage(session, tip_id)
        day = timedelta(days=1)
        match story.until:
            case "received":
                return
            case "not_accepted":
                reason = "内容是代办证件的广告，没有可以核查的幼儿园。"
                decline(session, tip_id, reason=reason, actor=triage, now=at + day)
                return
            case "transferred":
                transfer(
                    session,
                    tip_id,
                    authority="济源示范区教育体育局",
                    reason="反映的幼儿园在济源，不属于焦作市管辖。",
                    actor=triage,
                    now=at + day,
                )
                return
            case "merged":
                merge(session, tip_id, survivor_id=self._tips[story.same_as], actor=triage, now=at + day)
                return
            case "accepted":
                self._accept_only(session, tip_id, story, triage, at)
                return
            case "withdrawn":
                code = derive_code(self._secret, token)
                withdraw(session, code, secret=self._secret, now=at + day)
                return
        self._check(session, tip_id, story, triage, at)

    def _accept_only(self, session: Session, tip_id: int, story: Story, triage: Actor, at: datetime) -> None:
        """Accepted, and waiting for triage to find out which village it is."""
        row = load_tip(session, tip_id)
        facts = {"track": "tip", "category": story.categories[0], "urgency": "ordinary"}
        row.track, row.accepted_at = "tip", at + timedelta(hours=4)
        move(session, row, TIP, "accept", actor=triage, facts=facts, now=at + timedelta(hours=4))

    def _check(self, session: Session, tip_id: int, story: Story, triage: Actor, at: datetime) -> None:
        row = load_tip(session, tip_id)
        if row.state == "received":
            accept_and_assign(
                session,
                tip_id,
                track="tip",
                category=story.categories[0],
                urgency=row.urgency,
                actor=triage,
                now=at + timedelta(hours=5),
            )
        if story.until == "assigned":
            return
        officer = self._officer(session, tip_id)
        start(session, tip_id, actor=officer, now=at + timedelta(days=1, hours=2))
        if story.until == "need_info":
            question = "我们上午去时大门锁着。孩子一般几点到、几点走？"
            ask(session, tip_id, question=question, actor=officer, now=at + timedelta(days=2))
        if story.until in ("verifying", "need_info"):
            return
        self._report(session, tip_id, story, officer, at + timedelta(days=3))
        if story.until != "handled":
            self._answer(session, tip_id, story, triage=triage, officer=officer, at=at)

    def _report(self, session: Session, tip_id: int, story: Story, officer: Actor, at: datetime) -> None:
        findings: tuple[FindingForm, ...] = ()
        if story.found:
            findings = (
                FindingForm(
                    category=story.categories[0],
                    severity=story.severity,
                    handling="deadline",
                    premises=story.name or story.place,
                    description=story.found,
                ),
            )
        report_visit(
            session,
            tip_id,
            visit=VisitForm(
                submission=f"demo-visit-{tip_id}",
                visited_on=local_day(at),
                scope=story.place,
                found_nothing=not findings,
                findings=findings,
                handling="已当场告知，要求限期整改" if findings else "",
                kind="tip",
                tip_id=tip_id,
            ),
            outcome=story.outcome,
            text=story.found or "到场查看，未发现举报所说的情况。",
            actor=officer,
            now=at,
            today=local_day(at),
        )

    def _answer(
        self,
        session: Session,
        tip_id: int,
        story: Story,
        *,
        triage: Actor,
        officer: Actor,
        at: datetime,
    ) -> None:
        items = items_of_tip(session, tip_id)
        if story.key == "garden":
            for item in items:
                strike_off_whole(session, item.id, began=at + timedelta(days=4))
        is_open = bool(items) and story.key != "garden"
        reviewer = triage if triage.user_id != officer.user_id else self._second(session, triage)
        done = at + timedelta(days=18 if story.key == "garden" else 6)
        conclude(
            session,
            tip_id,
            conclusion="核查清楚，处理适当。",
            interim=is_open,
            actor=reviewer,
            now=done,
        )
        if story.until == "concluded":
            return
        reply(session, tip_id, wording=story.wording, actor=reviewer, now=done + timedelta(hours=3))
        if story.said[0]:
            answer, satisfaction, why = story.said
            say_fixed(
                session,
                Unlocked(tip_id),
                answer,
                reason=why,
                satisfaction=satisfaction,
                secret=self._secret,
                now=done + timedelta(days=15),
            )
        if story.until == "reopened":
            reason = "举报人来电说当天是周日，请平时再去看一次。"
            reopen(session, tip_id, reason=reason, actor=reviewer, now=done + timedelta(days=5))
        if story.until == "archived":
            row = load_tip(session, tip_id)
            move(session, row, TIP, "archive", actor=SYSTEM, facts={}, now=done + timedelta(days=20))

    def _triage(self, session: Session, tip_id: int) -> Actor:
        path = load_tip(session, tip_id).division_path
        county = next((c for c in DEMO_COUNTIES if f"/{c.code}/" in path), None)
        person = find_person(session, f"{county.login}-triage" if county else "city-triage")
        if person is None:
            raise LookupError("the demonstration has no triage for this place")
        return person.actor()

    def _second(self, session: Session, triage: Actor) -> Actor:
        colleagues = list_people(session, office_ids=[triage.office_id or 0], role=Role.COUNTY_TRIAGE)
        return next(p.actor() for p in colleagues if p.id != triage.user_id)

    def _officer(self, session: Session, tip_id: int) -> Actor:
        row = load_tip(session, tip_id)
        if row.responsible_user_id is not None:
            return get_person(session, row.responsible_user_id).actor()
        people = list_people(session, office_ids=[row.responsible_office_id])
        return next(p.actor() for p in people if p.role in (Role.CENTRAL_SCHOOL, Role.COUNTY_TRIAGE))


def _token(number: int, story: Story) -> str:
    return f"demo-{number:03}-{story.until}"


def codes_to_try(settings: Settings) -> tuple[str, ...]:
    """Receipt codes of reports whose reporters are asked whether it is solved."""
    return tuple(
        grouped(derive_code(secret(settings, "receipts"), _token(number, story)))
        for number, story in enumerate(STORIES)
        if story.until == "replied" and not story.said[0]
    )


def play_cases(settings: Settings, database: Database, *, now: datetime) -> None:
    """All stories, the month's patrols, and ledger items in every state."""
    player = Player(settings, database, now)
    for number, story in enumerate(STORIES):
        player.play(number, story)
    play_channels(settings, database, answered_tip=player.tip("garden"), now=now)
    play_custody(database, tip_id=player.tip("garden"), now=now)
    play_patrols(database, now=now)
    play_ledger(database, now=now)
    play_spot_checks(database, now=now)
    play_clocks(database, late_tip_id=player.tip("late"), moved_tip_id=player.tip("moved"), now=now)
    play_wordings(database, now=now)
    play_reports(database, now=now)
