"""Who can be reached on a day: those on duty, and for those on leave whoever covers; who supervises where."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy.orm import Session

from intake.grid.queries import away_on, grids_of
from publishing.kernel.accounts.queries import get_person


def reachable(
    session: Session, account_ids: Iterable[int], *, on: date, recused: Collection[int]
) -> tuple[int, ...]:
    """Accounts in their order, each once: open, not on leave, not recused; a cover stands in for leave only,
    because whom a recused person chose is not free either."""
    wanted = list(dict.fromkeys(account_ids))
    away = away_on(session, wanted, on)
    covers = away_on(session, [cover for cover in away.values() if cover is not None], on)
    found: list[int] = []
    for account_id in wanted:
        if account_id in recused:
            continue
        person = away.get(account_id, account_id)
        if person is None or person in recused or person in covers:
            continue
        if get_person(session, person).active:
            found.append(person)
    return tuple(dict.fromkeys(found))


def supervisors_by_village(session: Session, *, within: str, on: date) -> dict[str, int | None]:
    """The supervisor of every village in a grid below a path; None where the post is vacant."""
    return {
        village: grid.supervisor_id
        for grid in grids_of(session, on=on, within=within)
        for village in grid.villages
    }
