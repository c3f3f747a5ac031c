"""Receiving a report: one transaction that keeps it, seals the contact, routes it, and assigns it where it is
clear.

What is acknowledged is on disk: photos are synced before the transaction ends, and the transaction is
durable. Sending the same draft again gives the same tip.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from intake.grid.queries import line_for
from intake.grid.rules import Line, choose, choose_triage
from intake.tips import codes
from intake.tips.accepting import notice_of_acceptance
from intake.tips.alerting import tell_of_harm
from intake.tips.locating import Position, check_position, keep_position
from intake.tips.masking import hide_reporter, mask
from intake.tips.models import AcceptByHand, Tip, TipMessage, TipPhoto, TipRecusal
from intake.tips.photos import MOST, CleanPhoto, store
from intake.tips.placing import Place, place_of
from intake.tips.promising import promise_first, promised_day
from intake.tips.routing import assign_by_rule, is_school_run, lay_with, touched_by
from intake.tips.rules import (
    CERTAIN,
    CHANNELS,
    HARM,
    LONGEST_TEXT,
    Signs,
    hold_of,
    looks_like_spam,
    ordered_categories,
    urgency_of,
)
from intake.tips.sealing import Contact, seal
from intake.workflows import TIP
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.db import insert_row, one_at_a_time
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import REPORTER, SYSTEM
from publishing.kernel.numbering import next_number
from publishing.kernel.remembering import remembered
from publishing.kernel.transition import move

_TIPS = cast(Table, Tip.__table__)
_SUBMITTED = select(_TIPS.c.id).where(_TIPS.c.submission == bindparam("digest"))
_SET_BY_ACCEPTING = ("state", "track", "accepted_at", "assigned_at", "conclude_by")
_ACCEPT = (
    update(_TIPS)
    .where(_TIPS.c.id == bindparam("tip"))
    .values({name: bindparam(name) for name in _SET_BY_ACCEPTING})
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A report as it is sent. `token` is the draft's secret: code and identity of the tip come from it."""

    token: str
    channel: str = "web"
    categories: tuple[str, ...]
    text: str
    kindergarten_name: str = ""
    kindergarten_id: str | None = None
    place_words: str = ""
    division_code: str | None = None
    """The smallest division that was picked from lists or candidates."""
    contact_name: str = ""
    contact: str = ""
    photos: tuple[CleanPhoto, ...] = ()
    position: Position | None = None
    """Where it is, if the reporter gave it; it routes nothing by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What the receipt says."""

    tip_id: int
    number: str
    office_name: str
    division_path: str
    accepted: bool
    """Whether it is accepted and assigned already."""


def receive(
    session: Session,
    submission: Submission,
    *,
    gazetteer: Gazetteer,
    secret: bytes,
    uploads: Path,
    now: datetime,
    limited: bool = False,
) -> Received:
    """Takes the report in. `limited`: its sender is over a rate limit, so it waits for a person to look.

    Raises Invalid (field `categories`, `text`, `channel`, `photo`, `division_code`, `position`, or `contact`
    where no key can seal it); nothing is kept then."""
    digest = codes.submission_digest(submission.token)
    # the other half of a double tap waits here, and finds the tip
    one_at_a_time(session, digest)
    known = _find(session, digest)
    if known is not None:
        return _receipt(session, known)
    categories = _check(submission)
    tip = _keep(session, submission, categories, digest, gazetteer, secret, limited, now)
    _keep_photos(session, tip, submission.photos, uploads, now)
    return _receipt(session, tip)


def _check(submission: Submission) -> tuple[str, ...]:
    categories = ordered_categories(submission.categories)
    if not categories or len(categories) != len(set(submission.categories)):
        raise Invalid(field="categories", reason="required" if not categories else "unknown")
    if not submission.text.strip():
        raise Invalid(field="text", reason="required")
    if len(submission.text) > LONGEST_TEXT:
        raise Invalid(field="text", reason="too_long", most=LONGEST_TEXT)
    if submission.channel not in CHANNELS:
        raise Invalid(field="channel", reason="unknown", value=submission.channel)
    if len(submission.photos) > MOST:
        raise Invalid(field="photo", reason="too_many", most=MOST)
    if submission.position is not None:
        check_position(submission.position)
    return categories


def _keep(  # noqa: PLR0917 (private; the names are those of the caller)
    session: Session,
    submission: Submission,
    categories: tuple[str, ...],
    digest: str,
    gazetteer: Gazetteer,
    secret: bytes,
    limited: bool,
    now: datetime,
) -> Tip:
    point = submission.position.point if submission.position else None
    place = place_of(session, gazetteer, submission.division_code, submission.place_words, point=point)
    tip = _row(session, submission, categories, digest, place, secret, now)
    line = line_for(session, tip.division_code, on=local_day(now), path=tip.division_path)
    promise_first(session, tip, now=now)
    touched = touched_by(session, tip, line)
    recused = frozenset(touched)
    school_run = is_school_run(session, tip, line)
    chosen = choose(line, recused=recused, school_run=school_run)
    in_line = {officer.id for officer in line.people()}
    signs = Signs(
        harm=HARM in categories,
        recusal=school_run or bool(recused & in_line),
        over_limit=limited,
        spam=looks_like_spam(submission.text),
        place_certain=place.certainty in CERTAIN,
        in_village=line.level == "village",
        by_hand=_by_hand(session, tip),
    )
    tip.hold, tip.quarantined = hold_of(signs), signs.over_limit or signs.spam
    lay_with(tip, chosen)
    if tip.hold:
        lay_with(tip, choose_triage(line, recused=recused, hold=tip.hold), proposed=chosen)
    tip.number = _number(session, line, now)
    insert_row(session, tip)
    if submission.position is not None:
        keep_position(session, tip.id, submission.position)
    for account_id, reason in touched.items():
        insert_row(session, TipRecusal(tip_id=tip.id, account_id=account_id, reason=reason))
    insert_row(session, TipMessage(tip_id=tip.id, direction="report", body=tip.text, at=now))
    record(
        session,
        actor=REPORTER,
        action="tip.receive",
        subject=f"tip:{tip.id}",
        details={"number": tip.number, "channel": tip.channel, "category": tip.category, "hold": tip.hold},
        now=now,
    )
    if tip.hold:
        if tip.hold == "harm":
            tell_of_harm(session, tip, recused=recused, now=now)
        return tip
    tip.track, tip.accepted_at = "tip", now
    facts = {"track": tip.track, "category": tip.category, "urgency": tip.urgency, "place": tip.division_code}
    move(session, tip, TIP, "accept", actor=SYSTEM, facts=facts, now=now)
    assign_by_rule(session, tip, chosen, now=now)
    unit = line.grid.name if chosen.user_id and line.grid else chosen.office_name
    body = notice_of_acceptance(unit, promised_day(session, tip))
    insert_row(session, TipMessage(tip_id=tip.id, direction="notice", body=body, at=now))
    moved = {name: getattr(tip, name) for name in _SET_BY_ACCEPTING}
    session.connection().execute(_ACCEPT, {"tip": tip.id, **moved})
    return tip


def _row(  # noqa: PLR0917 (private; the names are those of the caller)
    session: Session,
    submission: Submission,
    categories: tuple[str, ...],
    digest: str,
    place: Place,
    secret: bytes,
    now: datetime,
) -> Tip:
    name, contact = submission.contact_name.strip(), submission.contact.strip()
    tip = Tip(
        state=TIP.initial,
        submission=digest,
        code_digest=codes.digest(secret, codes.derive_code(secret, submission.token)),
        channel=submission.channel,
        category=categories[0],
        more_categories=",".join(categories[1:]),
        text=hide_reporter(mask(submission.text.strip()), name=name, contact=contact),
        kindergarten_name=mask(" ".join(submission.kindergarten_name.split()))[:200],
        kindergarten_id=submission.kindergarten_id,
        # their address may well be the place itself: only the name is hidden in it
        place_words=hide_reporter(mask(submission.place_words.strip()), name=name, contact=""),
        division_code=place.code,
        division_path=place.path,
        place_certainty=place.certainty,
        urgency=urgency_of(categories),
        received_at=now,
        version=1,
    )
    if name or contact:
        sealed = seal(session, place.path, Contact(name=name, contact=contact))
        tip.sealed_contact, tip.sealing_key_id = sealed.box, sealed.key_id
    return tip


def _number(session: Session, line: Line, now: datetime) -> str:
    """博爱2026-0417: the county's short name (the city's where no county is known), year, running number."""
    unit, year = line.county or line.city, local_day(now).year
    running = next_number(session, f"tip:{unit.id}:{year}")
    return f"{get_office(session, unit.id).short_name}{year}-{running:04d}"


def _by_hand(session: Session, tip: Tip) -> bool:
    county = [code for code in tip.division_path.split("/") if code][:2][-1]
    return _accepts_by_hand(session, county, tip.category)


@remembered
def _accepts_by_hand(session: Session, county: str, category: str) -> bool:
    return session.get(AcceptByHand, (county, category)) is not None


def _keep_photos(
    session: Session, tip: Tip, photos: tuple[CleanPhoto, ...], uploads: Path, now: datetime
) -> None:
    for photo in photos:
        row = TipPhoto(
            tip_id=tip.id,
            file=store(uploads, photo),
            width=photo.width,
            height=photo.height,
            size=len(photo.jpeg),
            added_at=now,
        )
        insert_row(session, row)


def _find(session: Session, digest: str) -> Tip | None:
    found = session.connection().execute(_SUBMITTED, {"digest": digest}).scalar()
    return None if found is None else session.get_one(Tip, found)


def _receipt(session: Session, tip: Tip) -> Received:
    return Received(
        tip_id=tip.id,
        number=tip.number,
        office_name=get_office(session, tip.responsible_office_id).name,
        division_path=tip.division_path,
        accepted=tip.accepted_at is not None,
    )
