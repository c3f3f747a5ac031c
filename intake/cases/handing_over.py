"""Explicit handover 移交 of open work after grids were redrawn, villages moved or supervisors replaced: what
is affected, and one confirmed action that moves it, with the reason on record and both sides told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.ledger.redrawing import hand_over_item, stranded_items
from intake.patrols.rules import written
from intake.tips.redrawing import hand_over_stranded, stranded_tips
from publishing.kernel.accounts.queries import get_office, list_people, names_of
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission, Role

LONGEST_REASON = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """One piece of open work that lies with somebody who has no duty there any more. `subject` as the audit
    log names it; `to_name` is an office's where no person is free."""

    subject: str
    number: str
    state: str
    place: str
    from_id: int
    from_name: str
    to_name: str
    gave: tuple[int, ...]
    """Whoever has it, where they may be told of it."""

    @property
    def is_tip(self) -> bool:
        """A tip, not a ledger item."""
        return self.subject.startswith("tip:")


def pending_handovers(session: Session, *, actor: Actor, on: date) -> tuple[Pending, ...]:
    """What this person could hand over; nothing that he or she is recused from. Raises Forbidden."""
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.GRID_MANAGE)
    within, reader = actor.division_path, actor.user_id
    tips = [one for one in stranded_tips(session, within=within, on=on) if reader not in one.recused]
    items = [one for one in stranded_items(session, within=within, on=on) if reader not in one.recused]
    people = {p for tip in tips for p in (tip.from_id, tip.to_id or 0)}
    people |= {p for item in items for p in (item.from_id, item.to_id)}
    names = names_of(session, people)
    found = [
        Pending(
            subject=f"tip:{tip.tip_id}",
            number=tip.number,
            state=tip.state,
            place=tip.place,
            from_id=tip.from_id,
            from_name=names[tip.from_id],
            gave=tuple({tip.from_id} - tip.recused),
            to_name=names[tip.to_id] if tip.to_id else get_office(session, tip.to_office_id).name,
        )
        for tip in tips
    ]
    return (
        *found,
        *(
            Pending(
                subject=f"ledger:{item.item_id}",
                number=item.number,
                state=item.state,
                place=item.premises,
                from_id=item.from_id,
                from_name=names[item.from_id],
                gave=tuple({item.from_id} - item.recused),
                to_name=names[item.to_id],
            )
            for item in items
        ),
    )


def hand_over(
    session: Session, *, reason: str, actor: Actor, now: datetime, subjects: Iterable[str] | None = None
) -> tuple[Pending, ...]:
    """Hands over everything that is pending (or those of `subjects`) and returns it. Who gave and who took
    are told. Doing it again moves nothing. Raises Forbidden, and Invalid without a `reason`."""
    waiting = pending_handovers(session, actor=actor, on=local_day(now))
    reason = written("reason", reason, longest=LONGEST_REASON)
    wanted = None if subjects is None else set(subjects)
    moved = []
    for one in waiting:
        if wanted is not None and one.subject not in wanted:
            continue
        taker = _move(session, one, reason, actor, now)
        if taker is None:
            continue
        values = {"number": one.number, "who": actor.name}
        key = f"{one.subject}:over:{now.isoformat()}"
        for people, kind in ((one.gave, "handed_away"), (taker, "handed_to_you")):
            notify(
                session, account_ids=people, kind=kind, subject=one.subject, values=values, key=key, now=now
            )
        moved.append(one)
    return tuple(moved)


def _move(session: Session, one: Pending, reason: str, actor: Actor, now: datetime) -> tuple[int, ...] | None:
    """Who took it; None where nothing had to be moved."""
    number = int(one.subject.partition(":")[2])
    if not one.is_tip:
        item = hand_over_item(session, number, reason=reason, actor=actor, now=now)
        return (item.to_id,) if item else None
    took = hand_over_stranded(session, number, reason=reason, actor=actor, now=now)
    if took is None:
        return None
    person, office = took
    if person is not None:
        return (person,)
    triage = list_people(session, office_ids=[office], role=Role.COUNTY_TRIAGE)
    return tuple(officer.id for officer in triage)
