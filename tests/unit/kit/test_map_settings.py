"""Map pictures: which settings are taken, and which hosts a page may then load pictures from."""

from pathlib import Path

import pytest

from publishing.kernel.errors import BadSetting
from publishing.kernel.settings import Settings, load_settings

TIANDITU = "https://t{s}.tianditu.gov.cn/vec_w/wmts?x={x}&y={y}&l={z}&tk=abc"
NAMES = "https://t{s}.tianditu.gov.cn/cva_w/wmts?x={x}&y={y}&l={z}&tk=abc"
OWN = "https://maps.example.cn/{z}/{x}/{y}.png"
APPROVED = "天地图 审图号：GS（2026）0000号"


def with_map(tmp_path: Path, tiles: str, attribution: str = APPROVED) -> Settings:
    return load_settings(
        {"PORTAL_MAP_TILES": tiles, "PORTAL_MAP_ATTRIBUTION": attribution}, tmp_path / "none"
    )


def test_without_the_setting_there_is_no_map(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path / "none")
    assert (settings.map_tiles, settings.map_attribution, settings.map_hosts) == ("", "", ())


@pytest.mark.parametrize(
    ("tiles", "hosts"),
    [
        (OWN, ["https://maps.example.cn"]),
        (f"{TIANDITU} {NAMES}", [f"https://t{n}.tianditu.gov.cn" for n in range(8)]),
        ("http://127.0.0.1:8080/{z}/{x}/{y}", ["http://127.0.0.1:8080"]),
        (f"{OWN}  {OWN}", ["https://maps.example.cn"]),
    ],
)
def test_the_hosts_are_those_of_the_pictures_and_no_other(
    tmp_path: Path, tiles: str, hosts: list[str]
) -> None:
    assert list(with_map(tmp_path, tiles).map_hosts) == hosts


@pytest.mark.parametrize(
    "tiles",
    [
        "http://maps.example.cn/{z}/{x}/{y}",
        "https://maps.example.cn/{z}/{x}",
        "maps.example.cn/{z}/{x}/{y}",
        "https://maps.example.cn; script-src *//{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://maps.example.cn,evil.example/{z}/{x}/{y}",
        f"{OWN} nothing",
    ],
)
def test_what_is_no_address_of_pictures_is_refused_by_name(tmp_path: Path, tiles: str) -> None:
    with pytest.raises(BadSetting) as refused:
        with_map(tmp_path, tiles)
    assert refused.value.values["variable"] == "PORTAL_MAP_TILES"


def test_a_map_without_its_approval_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        with_map(tmp_path, OWN, "天地图")
