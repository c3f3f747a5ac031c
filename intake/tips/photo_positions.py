"""Where a photo says it was taken. It is read while the photo is open, before everything but the picture is
dropped, and belongs to the reporter: it is kept only if they say so.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from PIL import Image

from intake.tips.locating import Position, position_from
from publishing.divisions.positions import Datum, Point, is_shifted

_GPS = 0x8825
_NORTH_OR_SOUTH, _LATITUDE, _EAST_OR_WEST, _LONGITUDE, _STATUS, _DATUM = 1, 2, 3, 4, 9, 18
_NO_FIX = "V"


def taken_at(opened: Image.Image) -> Position | None:
    """The position in the metadata of a decoded picture (Exif of JPEG, HEIC, PNG and WebP); None where there
    is none that can be read, or it is not in China."""
    # metadata of hostile files is whatever they like: such a photo simply says nothing
    with suppress(Exception):
        return position_of(opened.getexif().get_ifd(_GPS))
    return None


def position_of(gps: Mapping[int, Any]) -> Position | None:
    """The position of Exif's GPS entries. Raises ValueError, TypeError, KeyError or ZeroDivisionError for
    entries that are none."""
    if _letter(gps.get(_STATUS, "")) == _NO_FIX:
        return None
    latitude = _degrees(gps[_LATITUDE]) * (-1 if _letter(gps.get(_NORTH_OR_SOUTH, "N")) == "S" else 1)
    longitude = _degrees(gps[_LONGITUDE]) * (-1 if _letter(gps.get(_EAST_OR_WEST, "E")) == "W" else 1)
    point = Point(latitude=latitude, longitude=longitude)
    # 0, 0 is what a phone without a fix writes
    if not is_shifted(point):
        return None
    shifted = "GCJ" in str(gps.get(_DATUM, "")).upper()
    return position_from(point, way="photo", datum=(Datum.GCJ02 if shifted else Datum.WGS84).value)


def _degrees(parts: Sequence[Any]) -> float:
    """Degrees, minutes, seconds; phones leave out the smaller ones at will."""
    degrees, minutes, seconds = ([float(part) for part in parts] + [0.0, 0.0])[:3]
    return degrees + minutes / 60 + seconds / 3600


def _letter(value: object) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    return text.strip("\0 ").upper()[:1]
