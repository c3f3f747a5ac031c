"""The position of a tip as the line reads it: for each kind of map app the numbers that it takes."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.tips.locating import UNKNOWN_DATUM, county_of_point
from intake.tips.values import TipValue
from publishing.divisions.outlines import may_lie_in, packaged_outlines
from publishing.divisions.positions import Datum, from_wgs84
from publishing.divisions.rules import county_code_of

_WAYS = {
    "typed": _l("举报人填写的坐标"),
    "map": _l("举报人在地图上标的"),
    "device": _l("举报人的手机定位"),
    "photo": _l("照片里的拍摄位置"),
}
_MAPS = (
    (Datum.GCJ02, _l("高德、腾讯、苹果地图")),
    (Datum.BD09, _l("百度地图")),
    (Datum.WGS84, _l("天地图、GPS")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePosition:
    """`maps`: (numbers to paste, which apps take them); `notes`: what to know before going there."""

    maps: tuple[tuple[str, str], ...]
    way: str
    county: str
    notes: tuple[str, ...]


def case_position(session: Session, tip: TipValue) -> CasePosition | None:
    """The position of the tip; None where the reporter gave none."""
    if tip.position is None:
        return None
    point = tip.position.point
    county = county_of_point(session, point)
    return CasePosition(
        maps=tuple((from_wgs84(point, datum).text, str(apps)) for datum, apps in _MAPS),
        way=str(_WAYS[tip.position.way]),
        county=county.name if county else "",
        notes=tuple(_notes(tip, tip.position.way, tip.position.datum)),
    )


def _notes(tip: TipValue, way: str, datum: str) -> list[str]:
    notes = []
    known = county_code_of(tip.division_path)
    if known and tip.position and not may_lie_in(packaged_outlines(), tip.position.point, known):
        notes.append(_("与举报的县（市、区）不一致，以核实的地点为准。"))
    if way == "photo":
        notes.append(_("有的国产手机在照片里写的是偏移后的坐标，可能差几百米。"))
    if datum == UNKNOWN_DATUM:
        notes.append(_("举报人不清楚坐标是哪种地图的，可能差几百米。"))
    return notes
