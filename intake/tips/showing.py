"""From rows of tips to the values that the line sees."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.deadlines.owing import Clocks, Deadline, TipDays, tip_deadlines
from intake.deadlines.queries import clocks_of
from intake.tips.likeness import Told
from intake.tips.locating import Position, positions_of
from intake.tips.models import AddedContact, Tip, TipMessage, TipPhoto, TipRecusal
from intake.tips.rules import URGENT, TipFacts, may_verify, waits_for
from intake.tips.values import Message, Recusal, TipValue
from intake.workflows import TIP
from publishing.divisions.queries import path_divisions
from publishing.divisions.rules import Level, core_name, short_name
from publishing.kernel.accounts.queries import get_office, get_person, names_of
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.transition import possible
from publishing.kernel.workflow import Step


def place_names(session: Session, division_path: str) -> tuple[str, ...]:
    """Short names from the county down to the place; the city's alone where no county is known."""
    line = path_divisions(session, division_path)
    below = [division for division in line if division.level is not Level.CITY]
    return tuple(short_name(division.name, division.level) for division in below or line)


def told_of(session: Session, row: Tip) -> Told:
    """What the tip says, as two tips are compared."""
    line = path_divisions(session, row.division_path)
    by_level = {division.level: division for division in line}
    around = [division for division in line if division.level in (Level.COUNTY, Level.TOWNSHIP)]
    township, village = by_level.get(Level.TOWNSHIP), by_level.get(Level.VILLAGE)
    return Told(
        path=row.division_path,
        village=village.code if village else "",
        township=township.code if township else "",
        around=tuple(
            name
            for division in around
            for name in (short_name(division.name, division.level), core_name(division.name, division.level))
        ),
        categories=frozenset(categories_of(row)),
        kindergarten_id=row.kindergarten_id or "",
        kindergarten_name=row.kindergarten_name,
        place_words=row.place_words,
        text=row.text,
    )


def categories_of(row: Tip) -> tuple[str, ...]:
    """All categories of the tip, the weightiest first."""
    return (row.category, *(code for code in row.more_categories.split(",") if code))


def deadlines_of(row: Tip, clocks: Clocks) -> tuple[Deadline, ...]:
    """What is owed on the tip, the next first."""
    return tip_deadlines(
        TipDays(
            state=row.state,
            hold=row.hold,
            received_on=local_day(row.received_at),
            assigned_on=local_day(row.assigned_at) if row.assigned_at else None,
            handled_on=local_day(row.handled_at) if row.handled_at else None,
            concluded_on=local_day(row.concluded_at) if row.concluded_at else None,
            path=row.division_path,
            track=row.track,
            reopened_on=local_day(row.reopened_at) if row.reopened_at else None,
            visited_on=row.visited_on,
            accept_by=row.accept_by,
            conclude_by=row.conclude_by,
            danger_since=local_day(row.withdrawn_at) if row.danger_goes_on and row.withdrawn_at else None,
        ),
        clocks,
    )


def thread_of(session: Session, tip_id: int) -> tuple[Message, ...]:
    """The thread, oldest first."""
    rows = session.scalars(
        select(TipMessage).where(TipMessage.tip_id == tip_id).order_by(TipMessage.at, TipMessage.id)
    )
    return tuple(
        Message(id=row.id, direction=row.direction, body=row.body, at=row.at, account_id=row.account_id)
        for row in rows
    )


def heads_among(session: Session, rows: Iterable[Tip]) -> frozenset[int]:
    """Who of the officers that reported on these tips speaks for a central school."""
    officers = {row.handled_by_id for row in rows if row.handled_by_id is not None}
    return frozenset(i for i in officers if get_person(session, i).role is Role.CENTRAL_SCHOOL)


def facts_of(row: Tip, heads: frozenset[int]) -> TipFacts:
    """What decides whose turn it is."""
    return TipFacts(
        state=row.state,
        division_path=row.division_path,
        responsible_office_id=row.responsible_office_id,
        responsible_user_id=row.responsible_user_id,
        handled_by_id=row.handled_by_id,
        handled_by_head=row.handled_by_id in heads,
        danger_goes_on=row.danger_goes_on,
    )


def steps_for(row: Tip, actor: Actor) -> tuple[Step, ...]:
    """The steps of the table that are this person's: verifying is for the one whom the tip is with."""
    return tuple(
        step
        for step in possible(row, TIP, actor)
        if step.permission is not Permission.TIP_VERIFY or may_verify(actor, row)
    )


def tip_values(
    session: Session, rows: Sequence[Tip], *, actor: Actor, by_due: bool = False
) -> tuple[TipValue, ...]:
    """The values of rows that `actor` may see, in their order or by what is due first."""
    ids = [row.id for row in rows]
    people = {
        person
        for row in rows
        for person in (row.responsible_user_id, row.handled_by_id, row.concluded_by_id)
        if person is not None
    }
    recusals: dict[int, list[TipRecusal]] = {}
    for recusal in session.scalars(
        select(TipRecusal).where(TipRecusal.tip_id.in_(ids)).order_by(TipRecusal.account_id)
    ):
        recusals.setdefault(recusal.tip_id, []).append(recusal)
        people.add(recusal.account_id)
    counted = select(TipPhoto.tip_id, func.count()).where(TipPhoto.tip_id.in_(ids)).group_by(TipPhoto.tip_id)
    photos = {row[0]: row[1] for row in session.execute(counted)}
    added = set(session.scalars(select(AddedContact.tip_id).where(AddedContact.tip_id.in_(ids))))
    names = names_of(session, people)
    offices = {i: get_office(session, i).name for i in {row.responsible_office_id for row in rows}}
    places = {path: place_names(session, path) for path in {row.division_path for row in rows}}
    heads = heads_among(session, rows)
    clocks = clocks_of(session)
    positions = positions_of(session, ids)
    values = [
        _value(
            row,
            actor,
            names=names,
            office=offices[row.responsible_office_id],
            place=places[row.division_path],
            photo_count=photos.get(row.id, 0),
            has_contact=row.sealed_contact is not None or row.id in added,
            recusals=tuple(
                Recusal(account_id=r.account_id, name=names.get(r.account_id, ""), reason=r.reason)
                for r in recusals.get(row.id, ())
            ),
            facts=facts_of(row, heads),
            clocks=clocks,
            position=positions.get(row.id),
        )
        for row in rows
    ]
    return tuple(sorted(values, key=_due_first) if by_due else values)


def _due_first(tip: TipValue) -> tuple[str, bool, int]:
    # a tip without a deadline (danger after withdrawal) is more pressing than any day
    due = tip.deadlines[0].due.isoformat() if tip.deadlines else ""
    return due, tip.urgency != URGENT, tip.id


def _value(
    row: Tip,
    actor: Actor,
    *,
    names: Mapping[int, str],
    office: str,
    place: tuple[str, ...],
    photo_count: int,
    has_contact: bool,
    recusals: tuple[Recusal, ...],
    facts: TipFacts,
    clocks: Clocks,
    position: Position | None,
) -> TipValue:
    def name(account_id: int | None) -> str:
        return names.get(account_id, "") if account_id is not None else ""

    return TipValue(
        id=row.id,
        number=row.number,
        state=row.state,
        channel=row.channel,
        category=row.category,
        categories=categories_of(row),
        text=row.text,
        kindergarten_name=row.kindergarten_name,
        kindergarten_id=row.kindergarten_id,
        place_words=row.place_words,
        place=place,
        division_code=row.division_code,
        division_path=row.division_path,
        place_certainty=row.place_certainty,
        track=row.track,
        urgency=row.urgency,
        hold=row.hold,
        quarantined=row.quarantined,
        received_at=row.received_at,
        accepted_at=row.accepted_at,
        assigned_at=row.assigned_at,
        handled_at=row.handled_at,
        concluded_at=row.concluded_at,
        replied_at=row.replied_at,
        visited_on=row.visited_on,
        extended_days=row.extended_days,
        responsible_office_id=row.responsible_office_id,
        responsible_office_name=office,
        responsible_user_id=row.responsible_user_id,
        responsible_user_name=name(row.responsible_user_id),
        grid_id=row.grid_id,
        route_code=row.route["code"],
        route_words=row.route["words"],
        proposed=row.route.get("proposed"),
        handled_by_id=row.handled_by_id,
        handled_by_name=name(row.handled_by_id),
        concluded_by_id=row.concluded_by_id,
        concluded_by_name=name(row.concluded_by_id),
        outcome=row.outcome,
        report_text=row.report_text,
        conclusion=row.conclusion,
        public_wording=row.public_wording,
        interim=row.interim,
        merged_into_id=row.merged_into_id,
        danger_goes_on=row.danger_goes_on,
        has_contact=has_contact,
        photo_count=photo_count,
        recusals=recusals,
        deadlines=deadlines_of(row, clocks),
        steps=steps_for(row, actor),
        # whoever got this value may see the tip, so is not recused
        waits_for_me=waits_for(actor, facts, frozenset()),
        version=row.version,
        position=position,
    )
