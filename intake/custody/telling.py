"""Whom to tell what happened to a county's identities: its leader; without one, the city."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from publishing.kernel.accounts.queries import find_office_at, list_people
from publishing.kernel.permissions import Role

_CITY_ROLES = (Role.COUNTY_LEADER, Role.CITY_AUDITOR, Role.CITY_ADMIN)
"""At the city: its own leader, else those who read the log, else those who manage accounts."""


def overseers(session: Session, division_path: str, *, but: Iterable[int] = ()) -> tuple[int, ...]:
    """The accounts that are told: leaders of the county, else people of the city; nobody of `but`."""
    left_out = frozenset(but)
    codes = [code for code in division_path.split("/") if code]
    if len(codes) > 1:
        found = _people(session, codes[1], "county", Role.COUNTY_LEADER, left_out)
        if found:
            return found
    for role in _CITY_ROLES:
        found = _people(session, codes[0], "city", role, left_out) if codes else ()
        if found:
            return found
    return ()


def _people(
    session: Session, division_code: str, kind: str, role: Role, left_out: frozenset[int]
) -> tuple[int, ...]:
    office = find_office_at(session, division_code, kind=kind)
    if office is None:
        return ()
    people = list_people(session, office_ids=[office.id], role=role)
    return tuple(person.id for person in people if person.id not in left_out)
