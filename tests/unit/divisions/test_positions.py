"""Datums: what gcoord publishes, exact ways back, and nothing shifted outside China."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.divisions.positions import Datum, Point, from_wgs84, is_shifted, to_wgs84

SHIFTING = (Datum.GCJ02, Datum.BD09)
# away from the edge of the box, where a shifted point may lie on its other side
in_china = st.builds(Point, latitude=st.floats(2, 54), longitude=st.floats(73, 136))
anywhere = st.builds(Point, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))


def near(one: Point, other: Point, degrees: float) -> bool:
    return abs(one.latitude - other.latitude) < degrees and abs(one.longitude - other.longitude) < degrees


@pytest.mark.parametrize(
    ("datum", "latitude", "longitude"),
    [(Datum.GCJ02, 45.00197815, 123.00607541), (Datum.BD09, 45.0083293, 123.0124491)],
)
def test_a_shift_is_the_one_that_gcoord_publishes(datum: Datum, latitude: float, longitude: float) -> None:
    shifted = from_wgs84(Point(latitude=45, longitude=123), datum)
    assert near(shifted, Point(latitude=latitude, longitude=longitude), 1e-7)


@pytest.mark.parametrize(
    ("datum", "latitude", "longitude"),
    [(Datum.GCJ02, 44.99804071, 122.99395597), (Datum.BD09, 44.99171540, 122.98762210)],
)
def test_the_way_back_agrees_with_gcoord_as_far_as_gcoord_is_exact(
    datum: Datum, latitude: float, longitude: float
) -> None:
    found = to_wgs84(Point(latitude=45, longitude=123), datum)
    assert near(found, Point(latitude=latitude, longitude=longitude), 1e-6)


@pytest.mark.parametrize(
    ("wgs84", "gcj02", "bd09"),
    [
        ((34.7478004, 113.6192856), (34.7466173, 113.6253334), (34.7528605, 113.6317519)),
        ((35.0271663, 111.0017421), (35.0264171, 111.0075355), (35.0327206, 111.0139261)),
        ((31.4784436, 92.0499619), (31.4762063, 92.0512438), (31.4824421, 92.0576832)),
    ],
    ids=["Zhengzhou", "Yuncheng", "Nagqu"],
)
def test_cities_lie_where_the_map_providers_have_them(
    wgs84: tuple[float, float], gcj02: tuple[float, float], bd09: tuple[float, float]
) -> None:
    real = Point(latitude=wgs84[0], longitude=wgs84[1])
    for datum, (latitude, longitude) in ((Datum.GCJ02, gcj02), (Datum.BD09, bd09)):
        # what the providers print has been rounded on the way
        assert near(from_wgs84(real, datum), Point(latitude=latitude, longitude=longitude), 3e-5)


@given(point=in_china, datum=st.sampled_from(SHIFTING))
def test_there_and_back_is_the_same_place(point: Point, datum: Datum) -> None:
    assert near(to_wgs84(from_wgs84(point, datum), datum), point, 1e-9)
    assert near(from_wgs84(to_wgs84(point, datum), datum), point, 1e-9)


@given(point=in_china, datum=st.sampled_from(SHIFTING))
def test_a_shift_is_of_some_hundred_metres(point: Point, datum: Datum) -> None:
    shifted = from_wgs84(point, datum)
    north = (shifted.latitude - point.latitude) * 111_000
    east = (shifted.longitude - point.longitude) * 111_000 * math.cos(math.radians(point.latitude))
    assert math.hypot(north, east) < 2_500


@given(point=anywhere, datum=st.sampled_from(Datum))
def test_outside_china_nothing_moves(point: Point, datum: Datum) -> None:
    if not is_shifted(point):
        assert to_wgs84(point, datum) == from_wgs84(point, datum) == point


@given(point=anywhere)
def test_wgs84_is_kept_as_it_is(point: Point) -> None:
    assert to_wgs84(point, Datum.WGS84) == from_wgs84(point, Datum.WGS84) == point


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.5), (math.nan, 0), (0, math.inf)]
)
def test_what_is_no_place_on_the_earth_is_no_point(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="no place on the earth"):
        Point(latitude=latitude, longitude=longitude)


def test_a_kept_position_has_five_decimals() -> None:
    point = Point(latitude=35.1701249, longitude=113.0603351).rounded()
    assert point == Point(latitude=35.17012, longitude=113.06034)
    assert point.text == "35.17012,113.06034"
