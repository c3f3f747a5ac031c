"""Masking: personal numbers in every spelling, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.tips.masking import has_personal_numbers, hide_reporter, mask

MOBILES = st.from_regex(r"1[3-9]\d{9}", fullmatch=True).filter(str.isascii)
IDS = st.builds(
    lambda area, day, serial, last: f"{area}{day:%Y%m%d}{serial:03d}{last}",
    st.integers(110000, 659999),
    st.dates(),
    st.integers(0, 999),
    st.sampled_from("0123456789Xx"),
).filter(lambda number: len(number) == 18)
SPELLINGS = (
    "0123456789Xx",
    "０１２３４５６７８９Ｘｘ",
    "零一二三四五六七八九Xx",
    "〇壹贰叁肆伍陆柒捌玖Xx",
)
spellings = st.sampled_from(SPELLINGS)
separators = st.sampled_from(["", " ", "-", "－", "　", ".", " - "])
around = st.text(alphabet="请联系我家长孩子老师。，（）", max_size=8)


def spelt(number: str, spelling: str, separator: str, every: int) -> str:
    written = number.translate(str.maketrans(SPELLINGS[0], spelling))
    return separator.join(written[start : start + every] for start in range(0, len(written), every))


@given(MOBILES, spellings, separators, st.integers(1, 5), around, around)
def test_a_mobile_number_is_masked_however_it_is_written(  # noqa: PLR0917
    number: str, spelling: str, separator: str, every: int, before: str, after: str
) -> None:
    written = spelt(number, spelling, separator, every)
    masked = mask(before + written + after)
    assert masked == f"{before}［电话］{after}"


@given(IDS, spellings, separators, st.integers(3, 8), around, around)
def test_an_identity_number_is_masked_however_it_is_written(  # noqa: PLR0917
    number: str, spelling: str, separator: str, every: int, before: str, after: str
) -> None:
    masked = mask(before + spelt(number, spelling, separator, every) + after)
    assert masked == f"{before}［身份证号］{after}"


@given(st.lists(st.one_of(MOBILES, IDS, around), max_size=6))
def test_masking_twice_changes_nothing_more(parts: list[str]) -> None:
    masked = mask("、".join(parts))
    assert mask(masked) == masked
    assert not has_personal_numbers(masked)
    assert not re.search(r"\d{11}", masked)


@given(
    st.from_regex(r"[a-z][a-z0-9]{0,12}@[a-z][a-z0-9]{0,12}\.(com|cn|net)", fullmatch=True).filter(
        str.isascii
    ),
    around,
    around,
)
def test_a_mail_address_is_masked_whole(address: str, before: str, after: str) -> None:
    assert mask(before + address + after) == f"{before}［联系方式］{after}"


@given(
    st.sampled_from(["微信", "微信号", "微信号：", "VX", "wx ", "我的微信是"]),
    st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{5,19}", fullmatch=True).filter(str.isascii),
    around,
)
def test_a_wechat_name_is_masked_whole(word: str, name: str, after: str) -> None:
    masked = mask(word + name + after)
    assert name not in masked
    assert masked.endswith(after)


@given(st.text(alphabet="0123456789１２３@.wxvx微信号电话加V abcXx-_ （）一二三", max_size=60))
def test_whatever_is_masked_once_is_masked_for_good(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert not has_personal_numbers(mask(text))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("老身份证410822900101123。", "老身份证［身份证号］。"),
        ("座机0391-2900000", "座机［电话］"),
        ("打（0391）2900000转8", "打［电话］转8"),
        ("电话：2900000", "电话：［号码］"),
        ("加微信号 66778899", "加微信号 ［号码］"),
        ("QQ12345678", "QQ［号码］"),
        ("+86 138 0000 1234", "［电话］"),
        ("卡号6222021234567890123", "卡号［号码］"),
        ("13800001234、13900001234", "［电话］、［电话］"),
        ("发到zhao.dama@example.com.cn就行", "发到［联系方式］就行"),
        ("邮箱66778899@qq.com，", "邮箱［联系方式］，"),
        ("邮箱６６７７８８９９＠ｑｑ．ｃｏｍ", "邮箱［联系方式］"),
        ("微信号：zhao_dama88", "微信号：［联系方式］"),
        ("加我VX zhaodama，", "加我VX ［联系方式］，"),
        ("wx:zhao-dama-2", "wx:［联系方式］"),
        ("我微信是Zhaodama1980能联系", "我微信是［联系方式］能联系"),
        ("加V abc123456", "加V ［联系方式］"),
    ],
)
def test_other_numbers_by_which_people_are_reached(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。",
        "2026年11月23日16:32，2号楼3单元501室",
        "教民141082260000012号",
        "许可证1410822600012",
        "每月380元，一学期2400元，共12人",
        "豫H12345，核载7人，实载15人",
        "班级微信群里发了照片，门口挂着ABC双语幼儿园",
        "招牌写着Kindergarten，电话没有",
        "微信收款码，一个月380",
        "一二三四五，上山打老虎",
    ],
)
def test_what_a_report_needs_stays(text: str) -> None:
    assert mask(text) == text


def test_what_a_reporter_sealed_is_hidden_in_what_they_wrote() -> None:
    written = "我叫欧阳菡萏，家住塔北路枣园小区7号楼，隔壁王婶也看见了。"
    hidden = hide_reporter(written, name="欧阳菡萏", contact="13949127758，塔北路枣园小区7号楼")
    assert hidden == "我叫［姓名］，家住［联系方式］，隔壁王婶也看见了。"


def test_words_too_short_to_tell_are_left() -> None:
    assert hide_reporter("王家门口的花园", name="王", contact="花园") == "王家门口的花园"
