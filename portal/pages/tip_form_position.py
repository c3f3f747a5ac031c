"""The position of the place, beside its words: offered, never needed, taken only as the reporter gives it.

It comes as text: numbers, or a link that a map app shared. A position proposes the county and warns where
another was chosen; village and routing stay with lists and words.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.tips.drafts import Draft, save_draft
from intake.tips.locating import Position, county_of_point, position_from
from portal.pages.tip_form_draft import Report, county_of, first_gap, step, then
from portal.pages.tip_form_position_forms import PositionForm
from portal.security import allow_marking
from publishing.divisions.outlines import SLACK_METRES, centre_of, may_lie_in, metres_from, packaged_outlines
from publishing.divisions.positions import Point
from publishing.divisions.queries import get_division
from publishing.kernel.web import begin, now, public, read, settings

WAY_WORDS = {
    "typed": _l("您填写的坐标"),
    "map": _l("您在地图上标的"),
    "device": _l("手机定位"),
    "photo": _l("照片里的拍摄位置"),
}

_NEAR, _COUNTY_WIDE, _CITY_WIDE = 16, 11, 9
"""How near a map opens, in Leaflet's steps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPosition:
    """A position as its reporter reads it."""

    text: str
    county: str
    """Empty: outside of all outlines, or on a border."""
    way: str
    in_city: bool


def shown_position(session: Session, position: Position | None) -> ShownPosition | None:
    """The position with the county it lies in."""
    if position is None:
        return None
    county = county_of_point(session, position.point)
    near = any(metres_from(o, position.point) <= SLACK_METRES for o in packaged_outlines())
    return ShownPosition(
        text=position.point.text,
        county=county.name if county else "",
        way=str(WAY_WORDS[position.way]),
        in_city=near,
    )


def proposed_county(session: Session, draft: Draft) -> str:
    """The code of the county that the position proposes; empty without one."""
    county = county_of_point(session, draft.position.point) if draft.position else None
    return county.code if county else ""


def position_doubt(session: Session, draft: Draft) -> str:
    """What speaks against the position, for the reporter to look at; nothing stops the report."""
    if draft.position is None:
        return ""
    shown, chosen = shown_position(session, draft.position), county_of(draft)
    if shown is None or not shown.in_city:
        return str(_("位置不在%(city)s的范围里，请核对。", city=_(settings().city_name)))
    if chosen is None or may_lie_in(packaged_outlines(), draft.position.point, chosen):
        return ""
    name = get_division(session, chosen).name
    if not shown.county:
        return str(_("位置好像不在%(chosen)s，请核对。", chosen=name))
    return str(_("位置在%(there)s，您选的是%(chosen)s，请核对。", there=shown.county, chosen=name))


@public
@step("where")
def position(report: Report) -> ResponseReturnValue:
    """标出位置: one field; where nothing says which map the numbers are of, one question more."""
    form = PositionForm()
    if request.method == "POST" and request.form.get("go") == "remove":
        return _keep(report, replace(report.draft, position=None))
    if form.validate_on_submit():
        given = position_from(form.pasted.point, way=form.way_given, datum=form.datum_given)
        return _keep(report, replace(report.draft, position=given))
    with read() as session:
        kept = shown_position(session, report.draft.position)
    start = _map_start(report.draft)
    page = render_template(
        "portal/report/position.html",
        form=form,
        kept=kept,
        asks=form.asks_for_datum,
        start=start,
        tiles=settings().map_tiles,
        attribution=settings().map_attribution,
        map_host=urlsplit(settings().map_hosts[0]).netloc if settings().map_hosts else "",
    )
    response = make_response(page, 422 if form.errors else 200)
    allow_marking(response, pictures=settings().map_hosts)
    return response


def _map_start(draft: Draft) -> tuple[Point, int]:
    """Where a map opens: at the position, the chosen county, or the city; and how near."""
    if draft.position is not None:
        return draft.position.point, _NEAR
    outlines = packaged_outlines()
    own = [outline for outline in outlines if outline.code == draft.county_code]
    return (centre_of(own), _COUNTY_WIDE) if own else (centre_of(outlines), _CITY_WIDE)


def _keep(report: Report, draft: Draft) -> ResponseReturnValue:
    """Back to the place, where the county is proposed; or to the check where the county stands already."""
    with begin(together=True) as session:
        save_draft(session, report.token, draft, now())
    if then() and county_of(draft) and first_gap(draft) is None:
        return redirect(url_for("tip_form.check"), 303)
    placed = 1 if draft.position else None
    return redirect(url_for("tip_form.where", placed=placed, then=then()), 303)
