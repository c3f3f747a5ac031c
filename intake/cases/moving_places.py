"""并入正式区划: a place that the table lacked, or lost, becomes an official one, with everything that points
at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from intake.grid.placing import grids_naming, rename_village
from intake.ledger.moving_places import count_items_at, move_items
from intake.patrols.moving_places import count_findings_at, move_findings
from intake.tips.moving_places import count_tips_at, move_tips
from publishing.divisions.merging import Merging, check_merge, lead_to
from publishing.divisions.queries import list_aliases, own_division
from publishing.divisions.rules import county_code_of
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.outbox import enqueue
from publishing.registry.moving_places import count_kindergartens_at, move_kindergartens


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceUses:
    """What points at a place. Only `done_tips` stay with it when it is merged."""

    aliases: tuple[str, ...]
    open_tips: int
    done_tips: int
    grids: tuple[str, ...]
    items: int
    findings: int
    kindergartens: int

    @property
    def any(self) -> bool:
        """Whether anything but words points there."""
        counts = (self.open_tips, self.done_tips, self.items, self.findings, self.kindergartens)
        return bool(self.grids) or any(counts)


def uses_of(session: Session, code: str, path: str, *, now: datetime) -> PlaceUses:
    """Everything that points at the place of this code."""
    still_open, done = count_tips_at(session, code)
    return PlaceUses(
        aliases=tuple(alias.alias for alias in list_aliases(session, code)),
        open_tips=still_open,
        done_tips=done,
        grids=grids_naming(session, code, on=local_day(now)),
        items=count_items_at(session, code),
        findings=count_findings_at(session, code),
        kindergartens=count_kindergartens_at(session, county_code_of(path) or "", code),
    )


def preview_merge(
    session: Session, source_code: str, target_code: str, *, actor: Actor, now: datetime
) -> tuple[Merging, PlaceUses]:
    """The two places and what would move; nothing is changed. Raises as `check_merge` does."""
    merging = check_merge(session, source_code, target_code, actor=actor)
    return merging, uses_of(session, source_code, merging.source_path, now=now)


def merge_places(
    session: Session, source_code: str, target_code: str, *, actor: Actor, now: datetime
) -> PlaceUses:
    """Moves what points at the source to the target and leads its code there for ever; returns what moved.
    Doing it again moves nothing. Raises as `check_merge` does."""
    merging, uses = preview_merge(session, source_code, target_code, actor=actor, now=now)
    if merging.done:
        return uses
    source, target = own_division(session, source_code), own_division(session, target_code)
    rename_village(session, source.code, target.code, on=local_day(now))
    move_items(session, source, target)
    move_findings(session, source, target)
    moved = move_kindergartens(session, county_code_of(source.path) or "", source.code, target.code)
    lead_to(session, merging, actor=actor, now=now)
    # last: who answers for a tip depends on the grids
    move_tips(session, source, target, actor=actor, now=now)
    if moved:
        enqueue(session, "search.reindex", {}, now=now)
    return uses
