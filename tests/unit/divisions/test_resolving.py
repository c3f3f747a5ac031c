"""Tests of resolving words into places: single behaviours, and properties for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.divisions.reading import DIVISIONS_FILE, read_divisions
from publishing.divisions.resolving import MOST_CANDIDATES, Resolution, packaged
from publishing.divisions.rules import Level

DIVISIONS = {division.code: division for division in read_divisions(DIVISIONS_FILE)}


def first_name(resolution: Resolution) -> str:
    return resolution.candidates[0].full_name


def names(resolution: Resolution) -> set[str]:
    return {candidate.full_name for candidate in resolution.candidates}


def test_every_division_below_the_city_resolves_from_its_full_name() -> None:
    gazetteer = packaged()
    for division in DIVISIONS.values():
        if division.level is Level.CITY:
            continue
        official = "".join(DIVISIONS[code].name for code in division.path.rstrip("/").split("/"))
        shown = gazetteer.candidate(division, 1.0)
        for text in (official, shown.full_name, shown.path_names, division.code):
            assert gazetteer.resolve(text).code == division.code, text


def test_a_candidate_shows_its_names_from_the_county_down() -> None:
    candidate = packaged().resolve("月山镇花园村").candidates[0]
    assert candidate.full_name == "博爱县月山镇花园村"
    assert candidate.path_names == "博爱县/月山镇/花园村"
    assert candidate.path == "410800000000/410822000000/410822102000/410822102202/"
    assert candidate.name == "花园村民委员会"


def test_a_name_that_eight_villages_bear_lists_all_of_them() -> None:
    resolution = packaged().resolve("王庄村")
    assert resolution.decision == "several"
    assert resolution.code is None
    assert sum(candidate.names[-1] == "王庄村" for candidate in resolution.candidates) == 8


def test_within_a_county_narrows_a_name_that_repeats() -> None:
    assert packaged().resolve("王庄村", within="410822000000").code == "410822001222"


def test_within_another_county_a_village_is_not_found() -> None:
    codes = {c.code for c in packaged().resolve("月山镇花园村", within="410825000000").candidates}
    assert "410822102202" not in codes


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(LookupError):
        packaged().resolve("王庄村", within="999999999999")


def test_a_committee_word_settles_which_of_two_units_of_one_name() -> None:
    assert packaged().resolve("清化镇三街村").code == "410822001201"
    assert packaged().resolve("清化镇三街居委会").code == "410822001002"
    assert packaged().resolve("清化镇三街").decision == "several"


def test_a_town_and_its_main_village_are_both_offered_for_the_bare_name() -> None:
    resolution = packaged().resolve("谢旗营有个园")
    assert resolution.decision == "several"
    assert names(resolution) == {"武陟县谢旗营镇谢旗营村", "武陟县谢旗营镇"}


def test_a_county_that_contradicts_the_township_is_not_settled() -> None:
    resolution = packaged().resolve("温县月山镇花园村")
    assert resolution.decision == "several"
    assert first_name(resolution) == "博爱县月山镇花园村"


@pytest.mark.parametrize("text", ["柳林镇花园村", "顾花园村", "大花园村有个园"])
def test_an_unknown_parent_or_prefix_keeps_a_name_from_being_settled(text: str) -> None:
    assert packaged().resolve(text).decision == "several"


def test_two_villages_named_together_are_both_offered() -> None:
    resolution = packaged().resolve("月山镇花园村和乔村各有一家")
    assert resolution.decision == "several"
    assert names(resolution) == {"博爱县月山镇花园村", "博爱县月山镇乔村"}


def test_a_road_is_not_the_community_named_after_it() -> None:
    assert packaged().resolve("太行西路那个园").decision == "several"
    assert packaged().resolve("解放路上有一家").decision == "none"


def test_a_mistyped_village_is_offered_but_never_settled() -> None:
    resolution = packaged().resolve("温县番田镇大昊村")
    assert resolution.decision == "several"
    assert first_name(resolution) == "温县番田镇大吴村"


def test_the_city_alone_is_found_only_as_the_whole_text() -> None:
    assert packaged().resolve("河南省焦作市").code == "410800000000"
    assert packaged().resolve("请焦作市教育局查一查").decision == "none"


def test_a_list_of_hundreds_of_places_is_answered_without_settling() -> None:
    text = "、".join(division.name for division in DIVISIONS.values() if division.level is Level.VILLAGE)
    assert packaged().resolve(text).decision == "several"


PHRASES = (
    "村",
    "镇",
    "东",
    "的",
    "在",
    "和",
    "路",
    "济源市",
    "疙瘩",
    "，",
    "、",
    "/",
    "有个园",
    "王庄",
    "月山",
)
PLACE_WORDS = st.sampled_from([*sorted({division.name for division in DIVISIONS.values()}), *PHRASES])
TEXTS = st.one_of(st.text(max_size=80), st.lists(PLACE_WORDS, max_size=8).map("".join))


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, within=st.sampled_from([None, "410822000000", "410822102000"]))
def test_any_text_gives_a_well_formed_answer(text: str, within: str | None) -> None:
    resolution = packaged().resolve(text, within=within)
    scores = [candidate.score for candidate in resolution.candidates]
    codes = [candidate.code for candidate in resolution.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len(codes) == len(set(codes)) <= MOST_CANDIDATES
    assert set(codes) <= DIVISIONS.keys()
    assert (resolution.decision == "none") == (not codes)
    assert resolution.code == (codes[0] if resolution.decision == "one" else None)
    if within is not None and resolution.code is not None:
        assert DIVISIONS[resolution.code].path.startswith(DIVISIONS[within].path)


@settings(max_examples=50, deadline=None)
@given(text=TEXTS)
def test_spaces_change_nothing(text: str) -> None:
    assert packaged().resolve(" ".join(text)) == packaged().resolve(text)
