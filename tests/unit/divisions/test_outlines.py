"""Points in counties: inside, outside, on a border, in a hole, near the edge; files of another shape."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.divisions.outlines import (
    Outline,
    centre_of,
    county_at,
    holds,
    may_lie_in,
    metres_from,
    packaged_outlines,
    read_outlines,
)
from publishing.divisions.positions import Point
from publishing.divisions.reading import DIVISIONS_FILE, read_divisions

BOAI, XIUWU, NO_OUTLINE = "410822000000", "410821000000", "410871000000"


def square(west: float, south: float, size: float) -> tuple[tuple[float, float], ...]:
    east, north = west + size, south + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


RING = Outline(code="1", name="环县", polygons=((square(113, 35, 4 / 8), square(113.125, 35.125, 2 / 8)),))
"""With another county in its middle."""
CORE = Outline(code="2", name="心县", polygons=((square(113.125, 35.125, 2 / 8),),))
ISLANDS = Outline(code="3", name="岛县", polygons=((square(114, 35, 1 / 8),), (square(114.5, 35, 1 / 8),)))


def at(latitude: float, longitude: float) -> Point:
    return Point(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    ("point", "codes"),
    [
        (at(35.06, 113.06), ["1"]),
        (at(35.25, 113.25), ["2"]),
        (at(35.0, 113.2), ["1"]),
        (at(35.0, 113.0), ["1"]),
        (at(35.125, 113.2), ["1", "2"]),
        (at(35.125, 113.125), ["1", "2"]),
        (at(35.05, 114.05), ["3"]),
        (at(35.05, 114.55), ["3"]),
        (at(35.05, 114.3), []),
        (at(34.99, 113.2), []),
        (at(35.125, 112.9), []),
    ],
    ids=[
        "inside",
        "in the hole",
        "on an outer side",
        "on an outer corner",
        "on the side of the hole",
        "on a corner of the hole",
        "on one island",
        "on the other island",
        "between the islands",
        "outside",
        "level with a corner",
    ],
)
def test_a_point_lies_in_the_county_whose_ground_it_is_on(point: Point, codes: list[str]) -> None:
    assert [each.code for each in (RING, CORE, ISLANDS) if holds(each, point)] == codes


def test_a_point_on_the_border_of_two_counties_proposes_neither() -> None:
    assert county_at((RING, CORE), at(35.125, 113.2)) is None
    assert county_at((RING, CORE), at(35.25, 113.25)) == CORE
    assert county_at((RING, CORE), at(36, 113)) is None


@given(latitude=st.floats(34.9, 35.6, allow_nan=False), longitude=st.floats(112.9, 113.6, allow_nan=False))
def test_a_square_holds_what_lies_between_its_sides(latitude: float, longitude: float) -> None:
    within = 35 <= latitude <= 35.5 and 113 <= longitude <= 113.5
    plain = Outline(code="4", name="方县", polygons=((square(113, 35, 0.5),),))
    assert holds(plain, at(latitude, longitude)) == within


def test_the_distance_is_in_metres_and_nothing_inside() -> None:
    assert metres_from(RING, at(35.06, 113.06)) == 0
    assert metres_from(RING, at(35.51, 113.2)) == pytest.approx(1113, rel=0.01)
    assert metres_from(RING, at(35.2, 113.51)) == pytest.approx(910, rel=0.01)
    assert metres_from(RING, at(35.25, 113.25)) == pytest.approx(11_370, rel=0.01)


def test_every_outline_is_of_a_county_and_one_county_has_none() -> None:
    counties = {d.code: d.name for d in read_divisions(DIVISIONS_FILE) if d.level == "county"}
    drawn = {each.code: each.name for each in packaged_outlines()}
    assert drawn.items() <= counties.items()
    assert counties.keys() - drawn.keys() == {NO_OUTLINE}


@pytest.mark.parametrize("outline", packaged_outlines(), ids=lambda outline: outline.name)
def test_the_middle_of_a_county_is_its_own_or_a_neighbours(outline: Outline) -> None:
    assert county_at(packaged_outlines(), centre_of([outline])) is not None


@given(latitude=st.floats(34.8, 35.5), longitude=st.floats(112.5, 113.7))
def test_no_point_lies_in_two_of_our_counties(latitude: float, longitude: float) -> None:
    point = at(latitude, longitude)
    assert sum(holds(each, point) for each in packaged_outlines()) <= 1


def test_a_place_just_over_the_coarse_border_may_still_be_in_the_county() -> None:
    outlines = (RING, ISLANDS)
    assert may_lie_in(outlines, at(35.503, 113.2), "1")
    assert not may_lie_in(outlines, at(35.51, 113.2), "1")


def test_a_county_without_an_outline_may_hold_any_place_of_the_city() -> None:
    assert may_lie_in(packaged_outlines(), at(35.1702, 113.0603), NO_OUTLINE)
    assert not may_lie_in(packaged_outlines(), at(34.7478, 113.6193), NO_OUTLINE)


def test_boai_is_not_xiuwu() -> None:
    place = at(35.1702, 113.0603)
    assert (found := county_at(packaged_outlines(), place)) is not None
    assert found.code == BOAI
    assert not may_lie_in(packaged_outlines(), place, XIUWU)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"features": 3}',
        '{"features": [{}]}',
        json.dumps(
            {
                "features": [
                    {
                        "properties": {"code": "1", "name": "x"},
                        "geometry": {"type": "Point", "coordinates": [1, 2]},
                    }
                ]
            }
        ),
        json.dumps(
            {
                "features": [
                    {
                        "properties": {"code": "1", "name": "x"},
                        "geometry": {"type": "MultiPolygon", "coordinates": [[[[113.0, 95.0]]]]},
                    }
                ]
            }
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "outlines.geojson"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"outlines|place on the earth"):
        read_outlines(file)


def test_a_ring_that_was_left_open_is_closed(tmp_path: Path) -> None:
    corners = [[113.0, 35.0], [113.5, 35.0], [113.5, 35.5]]
    feature = {
        "properties": {"code": "1", "name": "x"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[corners]]},
    }
    file = tmp_path / "outlines.geojson"
    file.write_text(json.dumps({"features": [feature]}))
    (outline,) = read_outlines(file)
    assert holds(outline, at(35.1, 113.4))
    assert not holds(outline, at(35.4, 113.1))
