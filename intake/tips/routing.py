"""Deciding who answers for a tip: whom it touches, the line of its place, and the rung that is free.

Whoever calls keeps what is decided; recusals that are found are kept here, before anybody is chosen.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.queries import line_for, relations_of, run_by
from intake.grid.rules import Line, Responsible, Tie, choose, choose_triage, reason_words
from intake.tips.models import Tip, TipRecusal
from intake.tips.rules import Staff, recusals
from intake.workflows import TIP
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.db import JsonValue
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.remembering import remembered
from publishing.kernel.transition import move


def choose_for(session: Session, tip: Tip, *, recused: frozenset[int], on: date) -> Responsible:
    """Who answers for the tip at its present place on a day. `recused` are people who must not, besides those
    that the report itself touches; these are found (and kept) first, because a corrected place brings other
    people into the line."""
    line = line_for(session, tip.division_code, on=on, path=tip.division_path)
    touched = recused | find_recusals(session, tip, line)
    return choose(line, recused=touched, school_run=is_school_run(session, tip, line))


def triage_for(session: Session, tip: Tip, *, hold: str, on: date) -> Responsible:
    """Whose triage looks at a tip that waits for the reason `hold`."""
    line = line_for(session, tip.division_code, on=on, path=tip.division_path)
    return choose_triage(line, recused=find_recusals(session, tip, line), hold=hold)


def is_school_run(session: Session, tip: Tip, line: Line) -> bool:
    """Whether the central school of the place itself runs the kindergarten, by declaration or by its name in
    the kindergarten's name (月山镇中心校附属幼儿园)."""
    if line.school is None:
        return False
    return run_by(session, tip.kindergarten_id) == line.school.id or line.school.name in tip.kindergarten_name


def find_recusals(session: Session, tip: Tip, line: Line) -> frozenset[int]:
    """Everybody recused from the tip: those kept before, and those of the line's offices whom the report
    names or touches, who are kept from now on."""
    found = touched_by(session, tip, line)
    kept = set(session.scalars(select(TipRecusal.account_id).where(TipRecusal.tip_id == tip.id)))
    for account_id, reason in found.items():
        if account_id not in kept:
            session.add(TipRecusal(tip_id=tip.id, account_id=account_id, reason=reason))
    session.flush()
    return frozenset(kept | found.keys())


def touched_by(session: Session, tip: Tip, line: Line) -> dict[int, str]:
    """Who of the line's offices is named in the report or tied to the kindergarten, with the reason."""
    offices = tuple(unit.id for unit in (line.school, line.county, line.city) if unit is not None)
    staff, ties = _staff_of(session, offices)
    return recusals(
        staff,
        ties,
        kindergarten_id=tip.kindergarten_id,
        texts=(tip.text, tip.kindergarten_name, tip.place_words),
    )


@remembered
def _staff_of(session: Session, offices: tuple[int, ...]) -> tuple[tuple[Staff, ...], tuple[Tie, ...]]:
    people = list_people(session, office_ids=offices)
    staff = tuple(Staff(id=person.id, name=person.name) for person in people)
    return staff, relations_of(session, [person.id for person in people])


def recuse(session: Session, tip: Tip, account_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Keeps one person away from the tip from now on. Recusing twice changes nothing."""
    if session.get(TipRecusal, (tip.id, account_id)) is not None:
        return
    session.add(TipRecusal(tip_id=tip.id, account_id=account_id, reason=reason))
    session.flush()
    record(
        session,
        actor=actor,
        action="tip.recuse",
        subject=f"tip:{tip.id}",
        details={"account": account_id, "reason": reason},
        now=now,
    )


def route_document(chosen: Responsible, *, proposed: Responsible | None = None) -> dict[str, JsonValue]:
    """Why this office, as the tip keeps it; `proposed` is whom triage may assign to in one action."""
    document: dict[str, JsonValue] = {
        "code": chosen.code,
        "values": dict(chosen.values),
        "words": reason_words(chosen.code, chosen.values),
    }
    if proposed is not None:
        document["proposed"] = {
            "office_id": proposed.office_id,
            "office_name": proposed.office_name,
            "user_id": proposed.user_id,
            "user_name": proposed.user_name,
            "grid_id": proposed.grid_id,
            "code": proposed.code,
            "words": reason_words(proposed.code, proposed.values),
        }
    return document


def lay_with(tip: Tip, chosen: Responsible, *, proposed: Responsible | None = None) -> None:
    """Sets who answers for the tip, and why."""
    tip.responsible_office_id = chosen.office_id
    tip.responsible_user_id = chosen.user_id
    tip.grid_id = chosen.grid_id
    tip.route = route_document(chosen, proposed=proposed)


def assign_by_rule(session: Session, tip: Tip, chosen: Responsible, *, now: datetime) -> None:
    """The step `assign`, taken by the system because the rule left nothing to decide."""
    lay_with(tip, chosen)
    tip.assigned_at = now
    facts: dict[str, JsonValue] = {
        "office": chosen.office_id,
        "person": chosen.user_id,
        "reason": tip.route["words"],
    }
    move(session, tip, TIP, "assign", actor=SYSTEM, facts=facts, now=now)
    session.flush()


def route_again(session: Session, tip: Tip, *, actor: Actor, now: datetime, because: str = "") -> Responsible:
    """Chooses anew for an open tip whose officer is recused, on leave or gone, without changing its state.
    `because` goes before the reason in words, where a person decided it.

    A tip that waits stays with triage. Where somebody is at work on it and only an office is left to choose,
    the office's first free triage officer takes it over; the state asks for a person."""
    on = local_day(now)
    line = line_for(session, tip.division_code, on=on, path=tip.division_path)
    touched = find_recusals(session, tip, line)
    if tip.state in ("received", "accepted", "reopened"):
        chosen = choose_triage(line, recused=touched, hold=tip.hold)
    else:
        chosen = choose(line, recused=touched, school_run=is_school_run(session, tip, line))
    before = (tip.responsible_office_id, tip.responsible_user_id)
    user_id = chosen.user_id
    if user_id is None and tip.state in ("verifying", "need_info", "handled"):
        user_id = _someone_of(session, chosen.office_id, touched, line) or tip.responsible_user_id
    lay_with(tip, chosen)
    if because:
        tip.route = {**tip.route, "words": f"{because}。{tip.route['words']}"}
    tip.responsible_user_id = user_id
    session.flush()
    if (tip.responsible_office_id, tip.responsible_user_id) != before:
        record(
            session,
            actor=actor,
            action="tip.hand_over",
            subject=f"tip:{tip.id}",
            details={
                "from": list(before),
                "to": [tip.responsible_office_id, user_id],
                "reason": tip.route["words"],
            },
            now=now,
        )
    return chosen


def _someone_of(session: Session, office_id: int, recused: frozenset[int], line: Line) -> int | None:
    away = {officer.id for officer in line.people() if officer.away}
    verifiers = (
        person.id
        for person in list_people(session, office_ids=[office_id])
        if person.role.value == "county_triage" and person.id not in recused | away
    )
    return next(verifiers, None)
