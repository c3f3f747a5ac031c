"""Which county a point lies in. The outlines stay on the server: none is drawn or sent to a browser, because
a public map of China needs a map approval number (审图号).

They are coarse, and one county unit (410871) has none: its ground lies in its neighbours' outlines. So a
point proposes a county and warns of another; it proves neither.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from publishing.divisions.positions import Point
from publishing.divisions.reading import DATA

OUTLINES_FILE = DATA / "jiaozuo_counties.geojson"
SLACK_METRES = 500
"""How far outside its outline a place may still be in a county: the outlines have a corner every kilometre
or two."""
_METRES_A_DEGREE = 111_320.0
_ON_THE_LINE = 1e-12

Ring = tuple[tuple[float, float], ...]
"""Corners as (longitude, latitude); the last is the first again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """The ground of a county: polygons, each an outer ring and its holes."""

    code: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]


def read_outlines(path: Path) -> tuple[Outline, ...]:
    """The outlines of a GeoJSON file in WGS-84. Raises ValueError for a file that is of another shape."""
    try:
        features = json.loads(path.read_text())["features"]
        return tuple(_outline(feature) for feature in features)
    except (KeyError, TypeError, IndexError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}: not a collection of county outlines") from error


def _outline(feature: dict[str, dict[str, str | list[list[list[list[float]]]]]]) -> Outline:
    geometry, properties = feature["geometry"], feature["properties"]
    if geometry["type"] != "MultiPolygon":
        raise KeyError(geometry["type"])
    polygons = tuple(
        tuple(_ring(corners) for corners in polygon)  # type: ignore[arg-type]
        for polygon in geometry["coordinates"]
    )
    return Outline(code=str(properties["code"]), name=str(properties["name"]), polygons=polygons)


def _ring(corners: Sequence[Sequence[float]]) -> Ring:
    ring = tuple((float(corner[0]), float(corner[1])) for corner in corners)
    for longitude, latitude in ring:
        Point(latitude=latitude, longitude=longitude)
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


@cache
def packaged_outlines() -> tuple[Outline, ...]:
    """The outlines that come with the program."""
    return read_outlines(OUTLINES_FILE)


def holds(outline: Outline, point: Point) -> bool:
    """Whether the point lies in the county. Its border, also that of a hole, belongs to it."""
    return any(_in_polygon(rings, point) for rings in outline.polygons)


def _in_polygon(rings: Sequence[Ring], point: Point) -> bool:
    if any(_on(side, point) for ring in rings for side in _sides(ring)):
        return True
    return _encloses(rings[0], point) and not any(_encloses(hole, point) for hole in rings[1:])


def _encloses(ring: Ring, point: Point) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in _sides(ring):
        # half open: a corner on the ray counts for one of its two sides
        if (y1 > point.latitude) != (y2 > point.latitude):
            crossing = x1 + (point.latitude - y1) * (x2 - x1) / (y2 - y1)
            inside ^= point.longitude < crossing
    return inside


Side = tuple[tuple[float, float], tuple[float, float]]


def _sides(ring: Ring) -> Iterator[Side]:
    return pairwise(ring)


def _on(side: Side, point: Point) -> bool:
    (x1, y1), (x2, y2) = side
    across = (x2 - x1) * (point.latitude - y1) - (y2 - y1) * (point.longitude - x1)
    between_x = min(x1, x2) <= point.longitude <= max(x1, x2)
    return abs(across) <= _ON_THE_LINE and between_x and min(y1, y2) <= point.latitude <= max(y1, y2)


def metres_from(outline: Outline, point: Point) -> float:
    """How far the point lies from the county; 0 inside."""
    if holds(outline, point):
        return 0.0
    sides = (side for rings in outline.polygons for ring in rings for side in _sides(ring))
    return min(_metres_to(side, point) for side in sides)


def _metres_to(side: Side, point: Point) -> float:
    """Good to a per cent within a city, which is a hundred kilometres at most."""
    narrow = math.cos(math.radians(point.latitude))
    (x1, y1), (x2, y2) = (((x - point.longitude) * narrow, y - point.latitude) for x, y in side)
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length))
    return math.hypot(x1 + along * (x2 - x1), y1 + along * (y2 - y1)) * _METRES_A_DEGREE


def county_at(outlines: Iterable[Outline], point: Point) -> Outline | None:
    """The one county whose ground holds the point; None outside of all, and on a border of two."""
    found = [outline for outline in outlines if holds(outline, point)]
    return found[0] if len(found) == 1 else None


def may_lie_in(outlines: Sequence[Outline], point: Point, county_code: str) -> bool:
    """Whether nothing speaks against the point being in the county; for one without an outline, whether it is
    in the city at all."""
    own = [outline for outline in outlines if outline.code == county_code]
    return any(metres_from(outline, point) <= SLACK_METRES for outline in own or outlines)


def centre_of(outlines: Sequence[Outline]) -> Point:
    """The middle of the box around counties, to open a map at."""
    corners = [corner for outline in outlines for rings in outline.polygons for corner in rings[0]]
    east, north = ([corner[axis] for corner in corners] for axis in (0, 1))
    return Point(latitude=(min(north) + max(north)) / 2, longitude=(min(east) + max(east)) / 2)
