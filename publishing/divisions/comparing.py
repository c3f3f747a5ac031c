"""What a newer division table changes: pure, so that it can be shown before anything is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publishing.divisions.rules import Division, Level, core_name, county_code_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Renamed:
    """A node whose official name changed."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """A node that is not in the table (provisional, or gone from it) and the new or known one of its township
    that bears its name: probably one place, to be merged by a person."""

    code: str
    name: str
    official_code: str
    official_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """The table against what is known. Counties that the table does not hold (`absent`) are left alone.

    `vanished` are closed, never deleted; `returned` were closed and are in the table again; `moved` changed
    their parent or level, which no code does: the table is refused."""

    read: int
    added: tuple[Division, ...]
    renamed: tuple[Renamed, ...]
    vanished: tuple[Division, ...]
    returned: tuple[Division, ...]
    moved: tuple[Division, ...]
    absent: tuple[Division, ...]
    twins: tuple[Twin, ...]

    @property
    def nothing(self) -> bool:
        """Whether loading would change no node."""
        return not (self.added or self.renamed or self.vanished or self.returned)


def compare(known: Mapping[str, Division], merged: Iterable[str], table: Iterable[Division]) -> Differences:
    """What `table` changes in `known` (all nodes by code, closed ones too). `merged`: codes that were led to
    another one; they stay as they are, in the table or not."""
    gone, rows = frozenset(merged), {division.code: division for division in table}
    counties = {division.code for division in rows.values() if division.level is Level.COUNTY}
    standing = [node for code, node in known.items() if code not in gone]
    official = [node for node in standing if not node.provisional]
    within = [node for node in official if county_code_of(node.path) in counties]
    vanished = [node for node in within if node.code not in rows and not node.closed]
    both = [(known[code], row) for code, row in rows.items() if code in known and code not in gone]
    return Differences(
        read=len(rows),
        added=tuple(row for code, row in rows.items() if code not in known),
        renamed=tuple(
            Renamed(code=row.code, before=node.name, after=row.name)
            for node, row in both
            if node.name != row.name
        ),
        vanished=tuple(vanished),
        returned=tuple(row for node, row in both if node.closed),
        moved=tuple(
            row for node, row in both if (node.parent_code, node.level) != (row.parent_code, row.level)
        ),
        absent=tuple(
            node for node in official if node.level is Level.COUNTY and node.code not in rows and rows
        ),
        twins=twins(
            [
                *(node for node in standing if node.provisional or (node.closed and node.code not in rows)),
                *vanished,
            ],
            rows.values(),
        ),
    )


def twins(leaving: Iterable[Division], official: Iterable[Division]) -> tuple[Twin, ...]:
    """For villages that are not in the table: the one official village of their township with their name."""
    named: dict[tuple[str | None, str], list[Division]] = {}
    for node in official:
        if node.level is Level.VILLAGE and not node.closed and not node.provisional:
            named.setdefault((node.parent_code, core_name(node.name, node.level)), []).append(node)
    found = []
    for node in sorted(leaving, key=lambda one: one.path):
        if node.level is not Level.VILLAGE:
            continue
        same = named.get((node.parent_code, core_name(node.name, node.level)), [])
        if len(same) == 1 and same[0].code != node.code:
            found.append(
                Twin(
                    code=node.code,
                    name=node.name,
                    official_code=same[0].code,
                    official_name=same[0].name,
                )
            )
    return tuple(found)
