"""The analyser: documents and questions meet in the same tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.search.terms import (
    MAX_TERMS,
    Field,
    SearchDocument,
    canonical,
    document_terms,
    initials,
    plain,
    query_terms,
    spellings,
    without_suffix,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("小博士幼儿園", "小博士幼儿园"),
        ("《小博士》 幼儿园！", "小博士幼儿园"),
        ("ＡＢＣ　幼儿园", "abc幼儿园"),
        ("第一幼儿园", "一幼儿园"),
        ("第１２幼儿园", "十二幼儿园"),
        ("20幼", "二十幼"),
        ("2020号", "2020号"),
    ],
)
def test_spellings_of_one_name_are_one_canonical_form(typed: str, expected: str) -> None:
    assert canonical(typed) == expected


@given(st.text(max_size=60))
def test_plain_is_idempotent(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("name", ["育才幼儿园", "育才幼稚园", "育才幼"])
def test_the_suffix_is_no_part_of_the_core(name: str) -> None:
    assert without_suffix(name) == "育才"


def test_a_character_with_two_readings_is_spelled_both_ways() -> None:
    assert set(spellings("朝阳")) == {"chaoyang", "zhaoyang"}
    assert set(initials("朝阳")) == {"cy", "zy"}


def test_the_letter_u_stands_for_u_with_dots() -> None:
    assert query_terms("lvdi").spelled == query_terms("ludi").spelled == spellings("绿地")[0]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("我家门口的小博士幼儿园有证吗", ("小博士幼儿园",)),
        ("请问小博士幼儿园是正规的吗？", ("小博士幼儿园",)),
        ("我想给孩子报名晨光幼儿园，不知道有没有证", ("晨光幼儿园",)),
        ("孩子三岁了，想上晨光幼儿园", ("晨光幼儿园",)),
        ("俺村里开了个小博士", ("小博士",)),
        ("清化镇有个叫小博士的幼儿园吗", ("清化镇有个叫小博士幼儿园",)),
        ("小博士怎么样", ("小博士",)),
        ("清化镇 小博士", ("清化镇", "小博士")),
        ("小博士幼儿园清化镇", ("小博士幼儿园", "清化镇")),
        ("麻烦帮我查一下晨光幼儿园的许可证", ("晨光幼儿园",)),
    ],
)
def test_the_wrapping_of_a_question_is_taken_away(question: str, left: tuple[str, ...]) -> None:
    assert query_terms(question).segments == left


@pytest.mark.parametrize(
    "name",
    ["你好宝贝幼儿园", "我爱我家幼儿园", "宝宝乐幼儿园", "一家亲幼儿园", "上白作幼儿园", "娃娃家幼儿园"],
)
def test_brands_that_look_like_wrapping_stay_whole(name: str) -> None:
    assert query_terms(name).segments == (name,)


def test_a_question_of_wrapping_alone_keeps_its_words() -> None:
    assert query_terms("有证吗").segments == ("有证吗",)


@pytest.mark.parametrize(
    "typed",
    [
        "教民141082260000041号",
        "1410 8226 0000 041",
        "１４１０８２２６０００００４１",
        "Licence No. 1410-8226-0000041",
    ],
)
def test_a_licence_number_is_read_however_it_is_written(typed: str) -> None:
    assert query_terms(typed).codes == ("141082260000041",)


def test_a_house_number_is_not_a_code() -> None:
    assert query_terms("学校路12号").codes == ()


def test_a_document_is_found_under_name_sound_letters_initials_place_and_code() -> None:
    tokens = document_terms(
        SearchDocument(id="K1", name="育才幼儿园", address="建设路3号", phone="0391-1000241、0391-1000242")
    )
    assert "育才" in tokens[Field.NAME]
    assert "yu'cai" in tokens[Field.SOUND]
    assert "uca" in tokens[Field.LETTERS]
    assert "yc" in tokens[Field.INITIALS]
    assert "建设" in tokens[Field.PLACE]
    assert {"03911000241", "03911000242"} <= set(tokens[Field.CODE])


@given(st.text(max_size=300))
def test_any_text_gives_bounded_terms_and_the_same_ones_again(text: str) -> None:
    terms = query_terms(text)
    assert len(terms.terms) <= MAX_TERMS
    assert query_terms(text) == terms
