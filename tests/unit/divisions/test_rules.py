"""Tests of the pure rules of the tree: short names, cores and subtrees."""

import pytest

from publishing.divisions.rules import Level, core_name, covers, short_name

VILLAGES = [
    ("花园村民委员会", "花园村", "花园"),
    ("后岳村村民委员会", "后岳村", "后岳"),
    ("郭村村民委员会", "郭村", "郭村"),
    ("三街村民委员会", "三街村", "三街"),
    ("三街居民委员会", "三街居委会", "三街"),
    ("阳光社区居民委员会", "阳光社区", "阳光"),
    ("南关居委会", "南关居委会", "南关"),
    ("关白庄一村村委会", "关白庄一村", "关白庄一"),
    ("武钢虚拟社区", "武钢虚拟社区", "武钢"),
]
TOWNSHIPS = [
    ("博爱县清化镇街道", "清化镇", "清化"),
    ("清化镇街道办事处", "清化镇", "清化"),
    ("博爱县鸿昌街道", "鸿昌街道", "鸿昌"),
    ("月山街道办事处", "月山街道", "月山"),
    ("博爱县月山镇", "月山镇", "月山"),
    ("西村乡", "西村乡", "西村"),
    ("小营工贸区", "小营工贸区", "小营工贸区"),
]
COUNTIES = [("博爱县", "博爱县", "博爱"), ("温县", "温县", "温县"), ("沁阳市", "沁阳市", "沁阳")]
CASES = [
    *((*row, Level.VILLAGE) for row in VILLAGES),
    *((*row, Level.TOWNSHIP) for row in TOWNSHIPS),
    *((*row, Level.COUNTY) for row in COUNTIES),
]


@pytest.mark.parametrize(("name", "short", "core", "level"), CASES)
def test_official_name_is_shortened_for_addresses_and_to_its_core(
    name: str, short: str, core: str, level: Level
) -> None:
    assert short_name(name, level) == short
    assert core_name(name, level) == core


def test_an_office_covers_its_own_division_and_what_lies_below_it() -> None:
    county = "410800000000/410822000000/"
    assert covers(county, county)
    assert covers(county, county + "410822102000/")
    assert not covers(county + "410822102000/", county)
    assert not covers(county, "410800000000/410823000000/")
