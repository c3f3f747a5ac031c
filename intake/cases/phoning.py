"""Tips that come by telephone, in person, by letter or from 12345: written down by staff, received like any
other, and tied to the case they repeat."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from intake.cases.merging import merge
from intake.patrols.rules import check_known
from intake.tips.alike import near_of
from intake.tips.orders import Order, keep_order
from intake.tips.queries import recused_people
from intake.tips.receiving import Received, Submission, receive
from intake.tips.telling import keep_telling
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission, Role

CHANNELS = ("phone", "visit", "letter", "hotline")
"""电话, 来访, 来信, 12345转来."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What belongs to a tip that staff write down, beside the report itself."""

    channel: str = "phone"
    letter_on: date | None = None
    order: Order | None = None
    same_as_id: int | None = None
    """The tip that it repeats."""


def record_by_phone(
    session: Session,
    submission: Submission,
    *,
    told: Told,
    gazetteer: Gazetteer,
    secret: bytes,
    uploads: Path,
    actor: Actor,
    now: datetime,
) -> Received:
    """Receives what somebody told the office, and keeps who wrote it down. Sent twice, it is received once.

    A report that repeats another is merged into it by those who may merge; its reporter has a thread and a
    code of their own all the same. Others only say so: county triage is told and decides, and until then the
    report goes its own way.

    Raises Forbidden without TIP_RECORD; Invalid for an unknown channel, a letter of a day to come
    (`letter_on`, future), a tip that cannot be repeated (`same_as_id`, unknown or not_open), and what
    `receive`, `keep_order` and `merge` raise.
    """
    actor.require(Permission.TIP_RECORD)
    check_known("channel", told.channel, CHANNELS)
    if told.letter_on is not None and told.letter_on > local_day(now):
        raise Invalid(field="letter_on", reason="future")
    if told.same_as_id is not None:
        _check_open(session, told.same_as_id, actor)
    received = receive(
        session,
        replace(submission, channel=told.channel),
        gazetteer=gazetteer,
        secret=secret,
        uploads=uploads,
        now=now,
    )
    subject = f"tip:{received.tip_id}"
    if actor.user_id is None or not keep_telling(
        session,
        received.tip_id,
        account_id=actor.user_id,
        letter_on=told.letter_on,
        same_as_id=told.same_as_id,
    ):
        return received
    details = {"channel": told.channel}
    record(session, actor=actor, action="tip.record", subject=subject, details=details, now=now)
    if told.order is not None:
        keep_order(session, received.tip_id, channel=told.channel, order=told.order, actor=actor, now=now)
    if told.same_as_id is not None:
        _tie(session, received, told.same_as_id, actor=actor, now=now)
    return received


def _check_open(session: Session, tip_id: int, actor: Actor) -> None:
    try:
        near = near_of(session, tip_id, actor=actor)
    except NotFound as unknown:
        raise Invalid(field="same_as_id", reason="unknown") from unknown
    if not near.is_open:
        raise Invalid(field="same_as_id", reason="not_open")


def _tie(session: Session, received: Received, same_as_id: int, *, actor: Actor, now: datetime) -> None:
    """Merges, or has triage told that somebody thinks the two are one."""
    if actor.may(Permission.TIP_MERGE):
        merge(session, received.tip_id, survivor_id=same_as_id, actor=actor, now=now)
        return
    other = near_of(session, same_as_id, actor=actor)
    recused = recused_people(session, received.tip_id) | recused_people(session, same_as_id)
    triage = list_people(session, office_ids=[actor.office_id or 0], role=Role.COUNTY_TRIAGE)
    notify(
        session,
        account_ids=[person.id for person in triage if person.id not in recused],
        kind="call_repeats",
        subject=f"tip:{received.tip_id}",
        values={"number": received.number, "other": other.number},
        key=f"tip:{received.tip_id}:repeats",
        now=now,
    )
