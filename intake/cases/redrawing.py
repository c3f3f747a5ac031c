"""Changing the grids with a look ahead: what moves, and whose open work is then with the wrong person.

The look ahead is the change itself in a transaction that its caller undoes, so that what was shown is what
happens. `state_of` tells whether somebody changed the grids between the look and the confirmation.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.cases.handing_over import Pending, pending_handovers
from intake.grid.drafts import Draft, drop_draft
from intake.grid.loading import LoadReport, load_grids
from intake.grid.queries import grids_of
from intake.grid.seeing import Planned, planned_posts
from intake.grid.surveying import survey
from intake.grid.values import GridValue
from publishing.divisions.queries import list_level
from publishing.divisions.rules import Division, Level
from publishing.kernel.errors import StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify


@dataclass(frozen=True, kw_only=True, slots=True)
class VillageMove:
    """A village that changes its grid; None where it was, or will be, in none."""

    village: Division
    before: GridValue | None
    after: GridValue | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PostMove:
    """A grid whose supervisor changes, as it was and as it will be."""

    before: GridValue
    after: GridValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequences:
    """What a change of the grids does."""

    villages: tuple[VillageMove, ...]
    posts: tuple[PostMove, ...]
    begun: tuple[GridValue, ...]
    ended: tuple[GridValue, ...]
    gaps: tuple[Division, ...]
    """Villages of the townships concerned that are in no grid afterwards."""
    dropped: tuple[Planned, ...]
    """Planned appointments that fall away."""
    stranded: tuple[Pending, ...]
    """Open work that is with somebody who has no duty there any more, because of this change."""

    @property
    def nothing(self) -> bool:
        """Whether nothing changes."""
        return not (self.villages or self.posts or self.begun or self.ended)


def state_of(session: Session, *, actor: Actor, on: date) -> str:
    """A digest of the grids and posts of this person's jurisdiction on a day."""
    grids = [
        [grid.id, grid.supervisor_id, *grid.villages]
        for grid in grids_of(session, on=on, within=actor.division_path)
    ]
    return hashlib.sha256(json.dumps(grids).encode()).hexdigest()


def consequences(session: Session, change: Callable[[], object], *, actor: Actor, on: date) -> Consequences:
    """Makes the change and says what it does on that day. Raises Forbidden, and what the change raises."""
    within = actor.division_path
    before = grids_of(session, on=on, within=within)
    stranded = {one.subject for one in pending_handovers(session, actor=actor, on=on)}
    planned = planned_posts(session, within=within, after=on)
    change()
    session.flush()
    after = grids_of(session, on=on, within=within)
    still_planned = set(planned_posts(session, within=within, after=on))
    was, will = _by_village(before), _by_village(after)
    moved = [code for code in was.keys() | will.keys() if _label(was.get(code)) != _label(will.get(code))]
    known = {one.code: one for one in list_level(session, Level.VILLAGE, within=within)}
    touched = {grid.township_code for grid in {*before} ^ {*after}}
    numbers_before, numbers_after = _by_number(before), _by_number(after)
    return Consequences(
        villages=tuple(
            VillageMove(village=known[code], before=was.get(code), after=will.get(code))
            for code in sorted(moved)
            if code in known
        ),
        posts=tuple(
            PostMove(before=numbers_before[key], after=grid)
            for key, grid in numbers_after.items()
            if key in numbers_before and numbers_before[key].supervisor_id != grid.supervisor_id
        ),
        begun=tuple(grid for key, grid in numbers_after.items() if key not in numbers_before),
        ended=tuple(grid for key, grid in numbers_before.items() if key not in numbers_after),
        gaps=tuple(
            village
            for one in survey(session, on=on, within=within)
            if one.township.code in touched
            for village in one.gaps
        ),
        dropped=tuple(one for one in planned if one not in still_planned),
        stranded=tuple(
            one for one in pending_handovers(session, actor=actor, on=on) if one.subject not in stranded
        ),
    )


def redraw(
    session: Session, draft: Draft, *, seen: str, actor: Actor, now: datetime, today: date
) -> tuple[LoadReport, Consequences]:
    """Loads a table whose consequences were shown while the grids stood as `seen` says, and tells the people
    whose grids changed. With problems nothing is stored. Raises StaleForm, Forbidden."""
    if state_of(session, actor=actor, on=today) != seen:
        raise StaleForm(what="grids")
    reports: list[LoadReport] = []
    done = consequences(
        session,
        lambda: reports.append(
            load_grids(session, draft.data, draft.filename, actor=actor, now=now, today=today)
        ),
        actor=actor,
        on=today,
    )
    if not reports[0].problems:
        drop_draft(session, draft.id)
        tell(session, done, on=today, now=now)
    return reports[0], done


def tell(session: Session, done: Consequences, *, on: date, now: datetime) -> None:
    """Tells everybody who gets or loses a grid, or whose grid is drawn anew."""
    given = {grid.id: grid for grid in (*done.begun, *(post.after for post in done.posts))}
    taken = {grid.id: grid for grid in (*done.ended, *(post.before for post in done.posts))}
    drawn = {move.after.id: move.after for move in done.villages if move.after is not None}
    for kind, grids in (
        ("grid_given", given.values()),
        ("grid_taken", taken.values()),
        ("grid_redrawn", (grid for grid in drawn.values() if grid.id not in given)),
    ):
        for grid in grids:
            if grid.supervisor_id is None:
                continue
            notify(
                session,
                account_ids=[grid.supervisor_id],
                kind=kind,
                subject=f"grid:{grid.id}",
                values={"grid": grid.name, "due": on.isoformat()},
                key=f"grid:{grid.id}:{kind}:{now.isoformat()}",
                now=now,
            )


def _by_village(grids: Iterable[GridValue]) -> dict[str, GridValue]:
    return {code: grid for grid in grids for code in grid.villages}


def _by_number(grids: Iterable[GridValue]) -> dict[tuple[str, int], GridValue]:
    """Versions that keep no village are none that anybody would name."""
    return {(grid.township_code, grid.number): grid for grid in grids if grid.villages}


def _label(grid: GridValue | None) -> tuple[str, int] | None:
    return (grid.township_code, grid.number) if grid else None
