"""Points on the earth and the three datums that Chinese maps use. Pure.

WGS-84 is what satellites and photos say (CGCS2000 of 天地图 is the same for our purpose). Map apps shift it
by some hundred metres: GCJ-02 (高德, 腾讯), and BD-09 (百度) on top of that. Everything is kept in WGS-84.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
"""Of the ellipsoid that the shift of GCJ-02 is computed on (Krasovsky 1940)."""
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The box in which maps are shifted."""
_BD_TURN = math.pi * 3000 / 180
_EXACT, _MOST_ROUNDS = 1e-10, 30
DECIMALS = 5
"""Of a position that is kept: about a metre."""


class Datum(StrEnum):
    """What a pair of numbers is measured against."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """Degrees north and east. Raises ValueError where that is no place on the earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"no place on the earth: {self.latitude}, {self.longitude}")

    def rounded(self) -> "Point":
        """As it is kept."""
        return Point(latitude=round(self.latitude, DECIMALS), longitude=round(self.longitude, DECIMALS))

    @property
    def text(self) -> str:
        """35.17012,113.06034: what a map app takes when it is pasted into its search."""
        return f"{self.latitude:.{DECIMALS}f},{self.longitude:.{DECIMALS}f}"


def is_shifted(point: Point) -> bool:
    """Whether maps of China shift this place; outside, all datums are the same here."""
    return _WEST <= point.longitude <= _EAST and _SOUTH <= point.latitude <= _NORTH


def to_wgs84(point: Point, datum: Datum) -> Point:
    """The same place in WGS-84, exact to far less than a millimetre."""
    if datum is Datum.WGS84 or not is_shifted(point):
        return point
    if datum is Datum.BD09:
        point = _undone(_gcj02_to_bd09, point)
    return _undone(_wgs84_to_gcj02, point)


def from_wgs84(point: Point, datum: Datum) -> Point:
    """A place of WGS-84 as a map of that datum has it."""
    if datum is Datum.WGS84 or not is_shifted(point):
        return point
    shifted = _wgs84_to_gcj02(point)
    return _gcj02_to_bd09(shifted) if datum is Datum.BD09 else shifted


def _wgs84_to_gcj02(point: Point) -> Point:
    x, y = point.longitude - 105.0, point.latitude - 35.0
    root = 0.2 * math.sqrt(abs(x))
    fine = _swell(x, (20, 1 / 6), (20, 1 / 2))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + root
    north += fine + _swell(y, (20, 1), (40, 3), (160, 12), (320, 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root / 2
    east += fine + _swell(x, (20, 1), (40, 3), (150, 12), (300, 30))
    latitude = math.radians(point.latitude)
    flat = 1 - _ECCENTRICITY * math.sin(latitude) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (flat * math.sqrt(flat))
    parallel = _AXIS / math.sqrt(flat) * math.cos(latitude)
    return Point(
        latitude=point.latitude + math.degrees(north / meridian),
        longitude=point.longitude + math.degrees(east / parallel),
    )


def _swell(along: float, *waves: tuple[float, float]) -> float:
    """Sine waves added up; each of a height in metres and half a length in degrees."""
    return sum(height * math.sin(along / half * math.pi) for height, half in waves) * 2 / 3


def _gcj02_to_bd09(point: Point) -> Point:
    x, y = point.longitude, point.latitude
    length = math.hypot(x, y) + 0.00002 * math.sin(y * _BD_TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * _BD_TURN)
    return Point(latitude=length * math.sin(angle) + 0.006, longitude=length * math.cos(angle) + 0.0065)


def _undone(shift: Callable[[Point], Point], shifted: Point) -> Point:
    """The point that `shift` moves to `shifted`: the shift hardly changes from one point to the next, so
    taking off the remaining error a few times is enough."""
    found = shifted
    for _round in range(_MOST_ROUNDS):
        there = shift(found)
        north, east = there.latitude - shifted.latitude, there.longitude - shifted.longitude
        found = Point(latitude=found.latitude - north, longitude=found.longitude - east)
        if abs(north) < _EXACT and abs(east) < _EXACT:
            break
    return found
