"""The official 巡查表 of the signed-in person as PDF."""

from flask import Response, request

from intake.desk.files import document_file
from intake.patrols.printing import patrol_sheet
from intake.patrols.rules import Half, half_of
from publishing.kernel.errors import Forbidden, NotFound
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires, today

_FIRST_YEAR = 2020  # notice 60 is of that year
_HALVES: dict[str, Half] = {"1": 1, "2": 2}


@requires(Permission.PATROL_READ)
def sheet() -> Response:
    """`?year=&half=`, by default the present half-year; NotFound for a half-year that has not begun."""
    actor = current_actor()
    if actor.user_id is None:
        raise Forbidden(permission=Permission.PATROL_READ.value, reason="not_staff")
    year, half = _period()
    with read() as session:
        document = patrol_sheet(session, actor.user_id, year=year, half=half, actor=actor, now=now())
    name = f"巡查表-{actor.name}-{document.year}年{'上' if half == 1 else '下'}半年"
    return document_file(document, (), "pdf", name)


def _period() -> tuple[int, Half]:
    this_year, this_half = half_of(today())
    asked = request.args.get("year", str(this_year))
    half = _HALVES.get(request.args.get("half", str(this_half)))
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= len("9999") else 0
    if half is None or not (_FIRST_YEAR, 1) <= (year, half) <= (this_year, this_half):
        raise NotFound(what="period")
    return year, half
