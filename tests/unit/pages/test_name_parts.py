"""A registered name with its place: never changed, broken only between its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages.places import name_parts, split_name


@pytest.mark.parametrize(
    ("name", "township", "parts"),
    [
        ("博爱县月山镇中心幼儿园", "博爱县月山镇", ("博爱县", "月山镇", "中心幼儿园")),
        ("月山镇中心幼儿园", "月山镇", ("博爱县　", "月山镇", "中心幼儿园")),
        ("小博士幼儿园", "博爱县柏山镇", ("博爱县", "柏山镇　", "小博士幼儿园")),
        ("博爱县实验幼儿园", "清化镇街道", ("博爱县", "实验幼儿园")),
        ("月山镇", "月山镇", ("博爱县　", "月山镇")),
    ],
)
def test_the_place_stands_before_a_name_that_lacks_it(
    name: str, township: str, parts: tuple[str, ...]
) -> None:
    assert name_parts(name, county="博爱县", township=township) == parts


@given(st.text(alphabet="博爱县月山镇小园", min_size=1, max_size=12))
def test_the_name_comes_through_whole(name: str) -> None:
    assert "".join(split_name(name, county="博爱县", township="月山镇")) == name
    assert "".join(name_parts(name, county="博爱县", township="月山镇")).endswith(name)
