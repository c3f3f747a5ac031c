"""Reading a position out of what somebody pasted: numbers, or a link that a map app shared. Pure.

Within China a latitude is below 56 and a longitude above 72, so nobody is asked which number is which.
Nothing is fetched: a shortened link says nothing, and the reader is told so.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from publishing.divisions.positions import Datum, Point, is_shifted

LONGEST = 2000
"""Characters that are read."""


class NoPosition(ValueError):
    """There is no position to take. `reason`: `none`, `short_link` (it has no numbers in it), `metres` (the
    grid of 百度, in metres), `outside` (not in China) or `several`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Pasted:
    """A position as it was written; `datum` is None where nothing says what it is measured against."""

    point: Point
    datum: Datum | None


_LINK = re.compile(r"(?:[a-z]{3,16}://|geo:)[!-~]+", re.IGNORECASE)
_SHARING = re.compile(r"(?i)https?://")

# by the end of the host's name, or by the scheme of an app's own links
_APPS: Sequence[tuple[tuple[str, ...], Datum]] = (
    (("amap.com", "gaode.com", "androidamap", "iosamap", "amapuri"), Datum.GCJ02),
    (("map.qq.com", "map.wap.qq.com", "qqmap"), Datum.GCJ02),
    (("map.baidu.com", "baidumap", "bdapp"), Datum.BD09),
    # within China both show the shifted map of a Chinese provider
    (("maps.apple.com", "maps.apple", "maps"), Datum.GCJ02),
    (("google.com", "google.cn", "google.com.hk", "goo.gl", "comgooglemaps"), Datum.GCJ02),
    (("tianditu.gov.cn", "tianditu.com", "openstreetmap.org", "osm.org", "geo"), Datum.WGS84),
)
_SAID_IN_LINK = {
    "gaode": Datum.GCJ02,
    "gcj02": Datum.GCJ02,
    "gcj02ll": Datum.GCJ02,
    "wgs84": Datum.WGS84,
    "wgs84ll": Datum.WGS84,
    "bd09": Datum.BD09,
    "bd09ll": Datum.BD09,
}
_SAID_IN_WORDS: Sequence[tuple[str, Datum]] = (
    (r"bd-?0?9|百度", Datum.BD09),
    (r"gcj-?0?2|火星|高德|腾讯|微信", Datum.GCJ02),
    (r"wgs-?84|cgcs-?2000|天地图|北斗|gps", Datum.WGS84),
)

_NUMBER = r"-?\d{1,3}\.\d{2,}"
_PAIR = re.compile(rf"(?<![\d.-])({_NUMBER})\s*[,;/+ ]\s*({_NUMBER})(?![\d.])")
_METRES = re.compile(r"(?<![\d.])1[0-5]\d{6}(?:\.\d+)?,\d{7}(?:\.\d+)?(?!\d)")
_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_VIEW = re.compile(rf"(?:@|#map=[\d.]+/)({_NUMBER})[,/]({_NUMBER})")
_HALVES = (
    ("lat", "lng"),
    ("lat", "lon"),
    ("latitude", "longitude"),
    ("dlat", "dlon"),
    ("mlat", "mlon"),
    ("pointy", "pointx"),
)
# what a link points at; where it only looks (center, sll) or starts from (from, saddr) counts after all these
_PLACES = frozenset(
    {"position", "location", "coord", "coordinate", "marker", "latlng", "ll", "loc", "pin", "q", "query"}
    | {"p", "w", "to", "tocoord", "dest", "destination", "daddr"}
)
_STARTS = frozenset({"from", "fromcoord", "saddr", "origin", "sll", "center", "cp"})

_ANGLE = re.compile(
    r"(?<![\d.])(?P<before>北纬|南纬|东经|西经|纬度|经度|lat(?:itude)?|lo?ng?(?:itude)?|[nsew])?[\s:=]*"
    r"(?P<degrees>-?\d{1,3}(?:\.\d{1,12})?)"
    r"(?:\s?(?P<mark>[°º度])(?:\s?(?P<minutes>\d{1,2}(?:\.\d{1,12})?)\s?['′’‘分]"
    r"(?:\s?(?P<seconds>\d{1,2}(?:\.\d{1,12})?)\s?(?:[\"″”“秒]|['′’]{2}))?)?)?"
    r"(?:\s?(?P<after>[nsew](?![a-z])|[东西南北](?=[\s,;.。]|$)))?(?![\d.])",
    re.IGNORECASE,
)
_SOUTH_OR_WEST = frozenset(("s", "w", "南", "西", "南纬", "西经"))


def read_position(text: str) -> Pasted:
    """The one position in `text` (its first 2,000 characters). Raises NoPosition."""
    text = text[:LONGEST]
    link = _LINK.search(text)
    if link is None:
        return _from_words(text)
    found = _from_link(link[0])
    if found is not None:
        return found
    around = f"{text[: link.start()]} {text[link.end() :]}"
    try:
        return _from_words(around)
    except NoPosition as nothing:
        if nothing.reason != "none":
            raise
        raise NoPosition(_why_none_in(link[0])) from None


def _why_none_in(link: str) -> str:
    if _METRES.search(unquote(link)):
        return "metres"
    return "short_link" if _SHARING.match(link) else "none"


def _from_link(link: str) -> Pasted | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    asked = [(key.lower(), value) for key, value in parse_qsl(parts.query)]
    fragment = parts.fragment.partition("?")[2]
    asked += [(key.lower(), value) for key, value in parse_qsl(fragment)]
    point = _one(_points_of(link, asked))
    return None if point is None else Pasted(point=point, datum=_datum_of(parts.scheme, host, dict(asked)))


def _points_of(link: str, asked: Sequence[tuple[str, str]]) -> Iterator[list[Point]]:
    """Groups of points, from what the link points at down to anything in it that looks like one."""
    values = dict(asked)
    halves = [(values[north], values[east]) for north, east in _HALVES if north in values and east in values]
    yield _in_china(halves[:1])
    yield [p for key, value in asked if key in _PLACES for p in _in_china(_PAIR.findall(value))]
    plain = unquote(link)
    yield _in_china(_PIN.findall(plain))
    yield _in_china(_VIEW.findall(plain))
    rest = " ".join(value for key, value in asked if key not in _STARTS)
    yield _in_china(_PAIR.findall(rest))
    yield _in_china(_PAIR.findall(plain))


def _datum_of(scheme: str, host: str, asked: dict[str, str]) -> Datum | None:
    said = asked.get("coordinate", asked.get("coord_type", "")).lower()
    if said in _SAID_IN_LINK:
        return _SAID_IN_LINK[said]
    for names, datum in _APPS:
        if scheme.lower() in names or any(host == name or host.endswith(f".{name}") for name in names):
            # 高德's dev=1 and 腾讯's coord_type=1 say that the numbers are a satellite's
            raw = datum is Datum.GCJ02 and "1" in (asked.get("dev"), asked.get("coord_type"))
            return Datum.WGS84 if raw else datum
    return None


def _from_words(text: str) -> Pasted:
    plain = unicodedata.normalize("NFKC", text.replace("″", '"').replace("′", "'"))
    datum = next((d for words, d in _SAID_IN_WORDS if re.search(words, plain, re.IGNORECASE)), None)
    angles = [angle for angle in map(_degrees, _ANGLE.finditer(plain)) if angle is not None]
    pairs = list(zip(angles[::2], angles[1::2], strict=False))
    point = _one([_in_china(pairs)])
    if point is None:
        # two numbers that are a place on the earth, only not here
        raise NoPosition("outside" if len(angles) == 2 and all(abs(a) <= 180 for a in angles) else "none")
    return Pasted(point=point, datum=datum)


def _degrees(found: re.Match[str]) -> float | None:
    """The angle in degrees; None for a number that nothing marks as one (25个孩子)."""
    degrees, decimals = float(found["degrees"]), len(found["degrees"].partition(".")[2])
    if decimals < 2 and not found["mark"]:
        return None
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    angle = abs(degrees) + minutes / 60 + seconds / 3600
    sides = {(found["before"] or "").lower(), (found["after"] or "").lower()}
    return -angle if degrees < 0 or sides & _SOUTH_OR_WEST else angle


def _in_china(pairs: Iterable[tuple[float | str, float | str]]) -> list[Point]:
    """The pairs that are a place in China, whichever of the two numbers is written first."""
    found = []
    for pair in pairs:
        point = _point(pair)
        if point is not None and point not in found:
            found.append(point)
    return found


def _point(pair: tuple[float | str, float | str]) -> Point | None:
    try:
        north, east = sorted(float(number) for number in pair)
        point = Point(latitude=north, longitude=east)
    except ValueError:
        return None
    return point if is_shifted(point) else None


def _one(groups: Iterable[list[Point]]) -> Point | None:
    """The point of the first group that has any. Raises NoPosition where it has several."""
    found = next((group for group in groups if group), [])
    if len(found) > 1:
        raise NoPosition("several")
    return found[0] if found else None
