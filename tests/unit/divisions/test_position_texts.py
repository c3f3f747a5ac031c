"""What people paste: numbers in any order and dress, links of map apps, and things that are no position."""

import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishing.divisions.position_texts import NoPosition, read_position
from publishing.divisions.positions import Datum, Point

HERE = Point(latitude=35.17012, longitude=113.06034)
WGS84, GCJ02, BD09 = Datum.WGS84, Datum.GCJ02, Datum.BD09


@pytest.mark.parametrize(
    "text",
    [
        "35.17012,113.06034",
        "113.06034，35.17012",
        " ３５．１７０１２ ， １１３．０６０３４ ",
        "35.17012 113.06034",
        "35.17012\n113.06034",
        "(35.17012, 113.06034)",
        "北纬35.17012 东经113.06034",
        "东经：113.06034，北纬：35.17012",
        "经度113.06034度，纬度35.17012度",
        "N35.17012, E113.06034",
        "35.17012°N, 113.06034°E",
        "Lat: 35.17012 Lng: 113.06034",
        "35.17012,113.06034,16",
        "花园村大队院东边，坐标35.17012,113.06034，25个孩子",
        "113°3′37.224″E 35°10′12.432″N",
        "东经113度3分37.224秒 北纬35度10分12.432秒",
        "35°10'12.432\" 北  113°3'37.224\" 东",
    ],
)
def test_numbers_are_read_in_any_order_and_dress(text: str) -> None:
    found = read_position(text)
    assert found.datum is None
    assert found.point.rounded() == HERE


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("高德地图 113.06034,35.17012", GCJ02),
        ("腾讯地图：35.17012,113.06034", GCJ02),
        ("gcj-02 35.17012,113.06034", GCJ02),
        ("百度坐标 113.06034,35.17012", BD09),
        ("WGS84 35.17012,113.06034", WGS84),
        ("CGCS2000坐标：35.17012,113.06034", WGS84),
        ("天地图 35.17012,113.06034", WGS84),
    ],
)
def test_words_beside_the_numbers_say_the_datum(text: str, datum: Datum) -> None:
    assert (read_position(text).point, read_position(text).datum) == (HERE, datum)


@pytest.mark.parametrize(
    ("link", "datum"),
    [
        ("https://uri.amap.com/marker?position=113.06034,35.17012&name=%E8%8A%B1%E5%9B%AD", GCJ02),
        ("https://uri.amap.com/marker?position=113.06034%2C35.17012&coordinate=wgs84", WGS84),
        ("https://www.amap.com/?p=B0FFG12AB,35.17012,113.06034,花园村,月山镇", GCJ02),
        ("https://wb.amap.com/?q=35.17012,113.06034,花园村", GCJ02),
        ("https://uri.amap.com/navigation?from=113.2,35.3,start&to=113.06034,35.17012,end&mode=car", GCJ02),
        ("androidamap://viewMap?sourceApplication=x&poiname=A&lat=35.17012&lon=113.06034&dev=0", GCJ02),
        ("iosamap://viewMap?sourceApplication=x&poiname=A&lat=35.17012&lon=113.06034&dev=1", WGS84),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:35.17012,113.06034;title:花园&referer=z", GCJ02),
        ("https://apis.map.qq.com/uri/v1/geocoder?coord=35.17012,113.06034&coord_type=1", WGS84),
        ("https://map.qq.com/?type=marker&pointx=113.06034&pointy=35.17012&name=x", GCJ02),
        ("http://api.map.baidu.com/marker?location=35.17012,113.06034&title=t&output=html", BD09),
        ("http://api.map.baidu.com/marker?location=35.17012,113.06034&coord_type=gcj02", GCJ02),
        ("baidumap://map/marker?location=35.17012,113.06034&title=t&coord_type=wgs84", WGS84),
        ("https://maps.apple.com/?ll=35.17012,113.06034&q=花园村", GCJ02),
        ("https://maps.apple.com/place?coordinate=35.17012,113.06034&name=x", GCJ02),
        ("https://www.google.com/maps/@35.17012,113.06034,15z", GCJ02),
        ("https://www.google.com/maps/place/X/@35.2,113.1,17z/data=!4m4!3d35.17012!4d113.06034", GCJ02),
        ("https://maps.google.com/?q=35.17012,113.06034", GCJ02),
        ("geo:35.17012,113.06034?z=15", WGS84),
        ("https://www.openstreetmap.org/?mlat=35.17012&mlon=113.06034#map=15/35.1000/113.0000", WGS84),
        ("https://www.openstreetmap.org/#map=15/35.17012/113.06034", WGS84),
        ("https://map.tianditu.gov.cn/?center=113.06034,35.17012", WGS84),
        ("https://example.org/?a=35.17012,113.06034", None),
    ],
)
def test_links_of_map_apps_are_read_with_their_datum(link: str, datum: Datum | None) -> None:
    for text in (link, f"我在这里：{link}，你来看"):
        found = read_position(text)
        assert (found.point, found.datum) == (HERE, datum)


def test_numbers_beside_a_shortened_link_are_enough() -> None:
    assert read_position("https://surl.amap.com/4xkJ2 坐标35.17012,113.06034").point == HERE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "none"),
        ("花园村大队院东边第二家", "none"),
        ("13812340000", "none"),
        ("25个孩子，一个月380.50元，2026.11.20", "none"),
        ("35.17012", "none"),
        ("tel://13812340000", "none"),
        ("【高德地图】花园村 https://surl.amap.com/4xkJ2，复制打开", "short_link"),
        ("https://j.map.baidu.com/5e/3Zm", "short_link"),
        ("https://maps.app.goo.gl/abc", "short_link"),
        ("http://[::1", "short_link"),
        ("https://map.baidu.com/@12586098.5,4173245.1,15z", "metres"),
        ("48.85837,2.29448", "outside"),
        ("-35.17012,113.06034", "outside"),
        ("南纬35.17012 东经113.06034", "outside"),
        ("35.17012,113.06034 35.18012,113.07034", "several"),
    ],
)
def test_what_is_no_position_says_why(text: str, reason: str) -> None:
    with pytest.raises(NoPosition) as refused:
        read_position(text)
    assert refused.value.reason == reason


@given(
    latitude=st.floats(20, 50),
    longitude=st.floats(80, 130),
    swapped=st.booleans(),
    between=st.sampled_from(",， ;"),
)
def test_any_place_in_china_is_read_back(
    latitude: float, longitude: float, swapped: bool, between: str
) -> None:
    north, east = f"{latitude:.6f}", f"{longitude:.6f}"
    found = read_position(between.join((east, north) if swapped else (north, east))).point
    assert (f"{found.latitude:.6f}", f"{found.longitude:.6f}") == (north, east)


@given(text=st.text(max_size=300))
@example("https://a.amap.com/?" + "&".join(f"p={n}.{n}{n},{n}.123" for n in range(60)))
@example("°" * 2000 + "113.06" * 300)
@example("北纬" * 1000 + " " * 1000)
def test_nothing_that_is_pasted_breaks_it(text: str) -> None:
    found = None
    with suppress(NoPosition):
        found = read_position(text)
    if found is not None:
        assert re.search(r"\d", text)
        assert found.point.latitude < found.point.longitude
