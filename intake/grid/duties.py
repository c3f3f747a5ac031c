"""Whether somebody to whom a grid gave work still has that duty, after grids were redrawn or people replaced.
Pure."""

from collections.abc import Mapping

from intake.grid.rules import Line

BY_GRID = ("supervisor", "cover", "head", "head_cover")
"""Rungs that a grid, or the school that owns it, leads to. Everybody else was named by hand, or is a pool."""


def keeps_duty(
    line: Line, *, code: str, values: Mapping[str, str], user_id: int | None, office_id: int
) -> bool:
    """Whether the person (or, without one, the office) that was chosen on the rung `code` would still be
    looked to for this place on the day of `line`. A cover keeps what was begun in an absence that has ended,
    as long as the absent person still supervises."""
    if code not in BY_GRID or user_id is None:
        return True
    if line.school is None or line.school.id != office_id:
        return False
    supervisor = line.supervisor if line.grid else None
    if code == "supervisor":
        return supervisor is not None and supervisor.id == user_id
    if code == "cover":
        own = supervisor is not None and supervisor.id == user_id
        return own or (supervisor is not None and supervisor.name == values.get("supervisor"))
    heads = {officer.id for officer in (line.head, line.head_cover) if officer is not None}
    return user_id in heads or code == "head_cover"
