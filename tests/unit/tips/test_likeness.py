"""Which tips are alike, and why: the sample pair however its place is known, and what is not one thing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.tips.likeness import UNLIKE, Told, likeness

CITY, COUNTY = "410800000000/", "410800000000/410823000000/"
TOWNSHIP = f"{COUNTY}410823103000/"
VILLAGE = f"{TOWNSHIP}410823103221/"
FIRST = Told(
    path=VILLAGE,
    village="410823103221",
    township="410823103000",
    around=("武陟县", "武陟", "谢旗营镇", "谢旗营"),
    categories=frozenset({"unlicensed"}),
    kindergarten_id="",
    kindergarten_name="",
    place_words="谢旗营镇后圪垱村村北头，养鸡场旁边",
    text="那个院子在办幼儿班，没有牌子，早上七点半面包车往里送孩子，大概三十个。",
)
SECOND = replace(
    FIRST,
    place_words="谢旗营后疙瘩村鸡场跟前",
    text="举报黑园！！天天早上一面包车小孩拉进去，大门一锁谁也进不去，跟村里说了没人理。",
)
ELSEWHERE = replace(
    FIRST,
    path=f"{TOWNSHIP}410823103200/",
    village="410823103200",
    place_words="谢旗营镇谢旗营村",
    text="二楼租出去办了个暑期班，中午也不回家。",
)


def at_township(told: Told) -> Told:
    return replace(told, path=TOWNSHIP, village="")


def test_the_sample_pair_is_one_village_and_one_matter() -> None:
    alike = likeness(FIRST, SECOND)
    assert alike.reasons[:2] == ("same_village", "same_category")


def test_it_is_found_when_one_is_only_known_to_the_township() -> None:
    assert {"same_township", "same_category", "near_place"} <= set(
        likeness(FIRST, at_township(SECOND)).reasons
    )


def test_it_is_found_when_one_is_spelt_otherwise_or_known_to_the_county_only() -> None:
    spelt = replace(SECOND, path=COUNTY, village="", township="", place_words="谢其营后圪当那个鸡厂跟前")
    assert "near_place" in likeness(FIRST, spelt).reasons
    assert "near_words" in likeness(FIRST, replace(spelt, path=CITY, place_words="养鸡场旁边")).reasons


def test_the_closer_one_has_more_points() -> None:
    points = [
        likeness(FIRST, other).points
        for other in (FIRST, SECOND, at_township(SECOND), at_township(ELSEWHERE))
    ]
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize(
    "other",
    [
        ELSEWHERE,
        at_township(ELSEWHERE),
        replace(SECOND, path=f"{TOWNSHIP}410823103200/", village="410823103200"),
        replace(FIRST, categories=frozenset({"bus"}), text="车上没有校车牌", place_words="村口"),
    ],
    ids=["another village", "another story", "another village, told alike", "another matter"],
)
def test_what_is_not_one_thing_is_not_alike(other: Told) -> None:
    assert likeness(FIRST, other) == UNLIKE


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("小星芽宝贝之家", "小星芽", True),
        ("金苹果幼儿园", "金萍果幼儿园", True),
        ("晨露幼儿园", "阳光幼儿园", False),
        ("幼儿园", "幼儿园", False),
        ("", "小星芽", False),
    ],
)
def test_names_are_compared_without_the_word_for_their_kind(one: str, other: str, alike: bool) -> None:
    first = replace(ELSEWHERE, kindergarten_name=one)
    second = replace(FIRST, kindergarten_name=other)
    assert ("near_name" in likeness(first, second).reasons) is alike


def test_the_same_kindergarten_of_the_register_is_the_weightiest_reason() -> None:
    first, second = (replace(told, kindergarten_id="KG410822A1B") for told in (FIRST, ELSEWHERE))
    assert likeness(first, second).reasons[0] == "same_kindergarten"


def test_of_the_other_samples_none_is_alike() -> None:
    """Each with its text alone, known to nothing: what they share are words of any report."""
    stories = [
        "租的民房，里头看着二十多个三到六岁的孩子，一个月收八百，没见墙上有证。做饭就在过道里，煤气罐也在过道。",
        "一个院里挤了三四十个娃娃冬天烧煤火俺孙子也在那俺怕出事恁来看看吧",
        "小学对面新开了一个幼儿园，彩钢板搭的房，连消防通道都没有，听说没办手续。",
        "接送孩子的白色面包车核载7个人，放学数了数下来了十五个，车上没有校车牌。",
        "有个幼儿园冬天不开暖气，孩子手都冻了，退费也不给退。",
        FIRST.text,
    ]
    told = [replace(FIRST, path=CITY, village="", township="", place_words="", text=text) for text in stories]
    for number, one in enumerate(told):
        for other in told[number + 1 :]:
            assert likeness(one, other) == UNLIKE, (one.text, other.text)


@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_likeness_is_mutual_and_says_why(one: str, other: str) -> None:
    first = replace(at_township(FIRST), place_words=one, text=other)
    second = replace(at_township(SECOND), place_words=other, text=one)
    there, back = likeness(first, second), likeness(second, first)
    assert there.reasons == back.reasons
    assert there.points == pytest.approx(back.points)
    assert bool(there.points) == bool(there.reasons)
