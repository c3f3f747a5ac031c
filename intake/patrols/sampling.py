"""Drawing a sample that anybody can draw again (notice 60, 三3: 抽查). Pure.

Every place of the frame gets the SHA-256 of `seed:code`; the places with the smallest ones are the sample, in
that order. The same seed and the same frame give the same sample on every machine and with any tool that
computes SHA-256; the order in which the frame is written down does not matter.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST = 200
"""Places of one sample."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolRecord:
    """What the patrol record says of a place in a period."""

    patrols: int
    categories: frozenset[str]
    """Kinds of problems that the patrols wrote down there."""


def framed(codes: Iterable[str]) -> tuple[str, ...]:
    """The frame as it is kept: each code once, sorted."""
    return tuple(sorted(set(codes)))


def frame_digest(codes: Iterable[str]) -> str:
    """The SHA-256 of the sorted codes, each on a line of its own: two frames are the same when theirs are."""
    return hashlib.sha256("".join(f"{code}\n" for code in framed(codes)).encode()).hexdigest()


def draw(codes: Collection[str], *, seed: str, size: int) -> tuple[str, ...]:
    """The sample, in the order of drawing; all of the frame where it has no more than `size` places."""
    return tuple(sorted(framed(codes), key=lambda code: (_ticket(seed, code), code))[:size])


def signs_of_difference(record: PatrolRecord, found: Collection[str]) -> tuple[str, ...]:
    """What the rows themselves show to differ: `not_patrolled`, nobody was there in the period;
    `not_recorded`, the check found a kind of problem that no patrol wrote down. A problem that is gone is no
    difference: it may have been put right. People decide; these are shown to them."""
    signs = []
    if record.patrols == 0:
        signs.append("not_patrolled")
    if set(found) - record.categories:
        signs.append("not_recorded")
    return tuple(signs)


def _ticket(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()
