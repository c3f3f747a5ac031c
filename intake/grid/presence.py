"""Who can be reached on a day: those on duty, and for those on leave whoever covers; who supervises where."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from intake.grid.queries import away_on, grids_of
from publishing.kernel.accounts.queries import open_names


@dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """Who is there on a day: `away` are those on leave, each with the cover; `open` the accounts in use."""

    away: Mapping[int, int | None]
    open: frozenset[int]

    def reachable(self, account_ids: Iterable[int], *, recused: Collection[int]) -> tuple[int, ...]:
        """Of these accounts, in their order and each once, those that are open, not on leave, not recused; a
        cover stands in for leave only, because whom a recused person chose is not free either."""
        present = (
            self.away.get(account_id, account_id) for account_id in account_ids if account_id not in recused
        )
        return tuple(
            dict.fromkeys(
                person
                for person in present
                if person in self.open and person not in recused and person not in self.away
            )
        )


def presence_on(session: Session, account_ids: Iterable[int], *, on: date) -> Presence:
    """The presence of these accounts and of whoever covers for them."""
    wanted = set(account_ids)
    away = away_on(session, wanted, on)
    covers = {cover for cover in away.values() if cover is not None} - wanted
    return Presence(
        away=away | away_on(session, covers, on), open=frozenset(open_names(session, wanted | covers))
    )


def reachable(
    session: Session, account_ids: Iterable[int], *, on: date, recused: Collection[int]
) -> tuple[int, ...]:
    """See `Presence.reachable`."""
    wanted = list(account_ids)
    return presence_on(session, wanted, on=on).reachable(wanted, recused=recused)


def supervisors_by_village(session: Session, *, within: str, on: date) -> dict[str, int | None]:
    """The supervisor of every village in a grid below a path; None where the post is vacant."""
    return {
        village: grid.supervisor_id
        for grid in grids_of(session, on=on, within=within)
        for village in grid.villages
    }
