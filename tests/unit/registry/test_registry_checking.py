"""Checking lists: headers of every shape, what is carried down, what is refused, what never gets through."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry_samples import COUNTY, HEADER, TODAY, checked, codes, line, sheet, xlsx

from publishing.registry.aliases import ALIASES, Column
from publishing.registry.checking import check, report_json
from publishing.registry.columns import column_letter, column_of
from publishing.registry.problems import SENTENCES
from publishing.registry.reading import Workbook, read_workbook
from publishing.registry.rules import Nature

TITLE = ["博爱县注册幼儿园名单"]
STAMP = ["填报单位（盖章）：博爱县教育局", None, None, "填报日期：2026年11月"]


def test_a_good_row_becomes_facts() -> None:
    report = checked(HEADER, line(uscc="52410822MJFAKE011F"))
    (row,) = report.accepted
    assert (row.sheet, row.row) == ("Sheet1", 2)
    assert row.facts.name == "小博士幼儿园"
    assert row.facts.township_code == "410822102000"
    assert row.facts.village_code == "410822102202"
    assert row.facts.uscc == "52410822MJFAKE011F"
    assert row.facts.phone == "0391-1000241"
    assert row.facts.nature is Nature.PRIVATE
    assert report.problems == ()


def test_a_kindergarten_whose_name_begins_like_a_total_is_a_row() -> None:
    assert checked(HEADER, line(name="总计划幼儿园")).rows_read == 1


def test_titles_stamps_totals_numberings_and_footers_are_no_rows() -> None:
    report = checked(
        TITLE, STAMP, HEADER, [1, 2, 3, 4, 5, 6, 7, 8, 9], line(1), ["小计", None, 1], line(2, "育才幼儿园"),
        [3], ["合计：2所"] * 9, ["填表人：", None, None, "审核人："], ["说明：本表由中心校填报。"],
    )  # fmt: skip
    assert (report.rows_read, len(report.accepted), report.rejected) == (2, 2, 0)


def test_a_header_repeated_on_every_page_continues_its_table() -> None:
    report = checked(TITLE, HEADER, line(1), HEADER, line(2, "育才幼儿园"))
    assert (report.rows_read, len(report.accepted)) == (2, 2)


def test_a_second_table_with_other_columns_is_read_by_its_own_header() -> None:
    report = checked(HEADER, line(1), ["乡镇", "园名", "地址"], ["柏山镇", "春苗幼儿园", "柏山村"])
    assert [row.facts.name for row in report.accepted] == ["小博士幼儿园", "春苗幼儿园"]
    assert report.accepted[1].facts.address == "柏山村"


def test_a_header_of_two_levels_is_read_with_and_without_its_merges() -> None:
    above = ["园名", "乡镇", "办学许可证", None, None, "电话"]
    below = [None, None, "编号", "有效期起", "有效期止", None]
    row = ["小博士幼儿园", "月山镇", "4108226000012", "2024.9.1", "2027.8.31", "0391-1000241"]
    lost = checked(above, below, row)
    kept = read_workbook(
        xlsx([], below, row, merges=[
            (0, 0, 1, 0, "园名"), (0, 1, 1, 1, "乡镇"), (0, 2, 0, 4, "办学许可证"), (0, 5, 1, 5, "电话"),
        ]), "a.xlsx",
    )  # fmt: skip
    (facts,) = [each.facts for each in lost.accepted]
    assert facts.licence_no == "4108226000012"
    assert facts.valid_until is not None
    assert [each.facts for each in check(kept, county=COUNTY, today=TODAY).accepted] == [facts]


def test_group_headings_over_the_name_are_looked_through() -> None:
    report = checked(
        ["基本情况", None, "证照情况", None], ["园名", "乡镇", "编号", "有效期"],
        ["小博士幼儿园", "月山镇", "4108226000012", "2024.9.1-2027.8.31"],
    )  # fmt: skip
    assert report.accepted[0].facts.valid_until is not None


def test_townships_are_carried_down_and_headings_set_them() -> None:
    report = checked(
        HEADER, line(1), line(2, "育才幼儿园", None), line(3, "晨光幼儿园", "同上"),
        ["二、柏山镇（1所）"], line(4, "春苗幼儿园", None),
    )  # fmt: skip
    assert [row.facts.township_name for row in report.accepted] == ["博爱县月山镇"] * 3 + ["博爱县柏山镇"]


def test_after_a_subtotal_no_township_is_guessed() -> None:
    report = checked(HEADER, line(1), ["小计", None, 1], line(2, "育才幼儿园", None, address="学校路1号"))
    assert report.rejected == 1
    assert "township_missing" in codes(report)


@pytest.mark.parametrize(
    "text", ["月山镇", "博爱县月山镇", "月山", "月山镇中心校", "月山中心校", "博爱月山镇", "月山镇人民政府"]
)
def test_a_township_is_known_by_every_usual_name(text: str) -> None:
    assert checked(HEADER, line(township=text)).accepted[0].facts.township_code == "410822102000"


@pytest.mark.parametrize(
    "text", ["清化镇街道", "清化镇", "清化", "清化街道办事处", "清化镇街道办", "清化镇办"]
)
def test_a_subdistrict_is_known_by_every_usual_name(text: str) -> None:
    assert checked(HEADER, line(township=text)).accepted[0].facts.township_code == "410822001000"


def test_natures_come_from_sheets_and_sections_unless_the_row_says_otherwise() -> None:
    report = checked(
        HEADER, line(1, nature=None), ["一、民办幼儿园"], line(2, "育才幼儿园", nature=None),
        line(3, "晨光幼儿园", nature="民办"), name="公办",
    )  # fmt: skip
    assert [row.facts.nature for row in report.accepted] == [Nature.PUBLIC, Nature.PRIVATE, Nature.PRIVATE]
    assert "nature_conflict" in codes(checked(HEADER, line(nature="民办"), name="公办"))


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (line(name=None), "name_missing", "B"),
        (line(name="同上"), "ditto_without_above", "B"),
        (line(name="13812345678"), "name_unlikely", "B"),
        (line(township="詹店镇"), "township_unknown", "C"),
        (line(licence_no=914108820000000001), "damaged_code", "F"),
        (line(uscc=9.1410882e17), "damaged_code", "H"),
        (line(uscc="9.1410882E+17"), "damaged_code", "H"),
        (line(uscc="52410822MJFAKE0110"), "uscc_check", "H"),
        (line(uscc="52410822MJFAKE01"), "uscc_length", "H"),
        (line(uscc="410822198001011239"), "uscc_is_id_number", "H"),
        (line(licence_no="410822198001011239"), "licence_is_id_number", "F"),
        (line(validity="2023.9.31-2026.8.31"), "impossible_date", "G"),
        (line(validity="2026.8.31-2023.9.1"), "validity_reversed", "G"),
        (line(validity="三年"), "unclear_validity", "G"),
        (line(validity="同上"), "ditto_without_above", "G"),
    ],
)
def test_a_row_that_cannot_be_published_is_refused_where_it_is_wrong(
    row: list[object], code: str, column: str
) -> None:
    report = checked(HEADER, row)  # type: ignore[arg-type]
    assert (report.rows_read, len(report.accepted), report.rejected) == (1, 0, 1)
    (found,) = [each for each in report.problems if each.severity == "error"]
    assert (found.code, found.row, found.column) == (code, 2, column)
    assert "4108221980" not in found.value


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (line(licence_no="教民14108226000012"), "licence_shape"),
        (line(licence_no="4108236000012"), "licence_county"),
        (line(licence_no=None), "licence_missing"),
        (line(validity=None), "validity_missing"),
        (line(validity="2023.9.1-2026.8.31"), "licence_expired"),
        (line(validity="2027.8.31"), "single_date_as_end"),
        (line(phone="0391-1000241、13812345678"), "private_mobile"),
        (line(phone="0391-12345"), "unreadable_phone"),
        (line(nature="其他"), "unknown_nature"),
        (line(address="花园村，电话13812345678"), "personal_number_in_text"),
    ],
)
def test_a_doubtful_value_is_remarked_and_the_row_kept(row: list[object], code: str) -> None:
    report = checked(HEADER, row)  # type: ignore[arg-type]
    assert len(report.accepted) == 1
    assert codes(report) - {"personal_mobile_column"} == {code}


def test_duplicates_are_refused_on_the_later_row() -> None:
    report = checked(
        HEADER, line(1), line(2), line(3, "育才幼儿园", licence_no="教民4108226000001号"),
        line(4, township="柏山镇", address="柏山村"),
    )  # fmt: skip
    assert [row.row for row in report.accepted] == [2, 5]
    assert {(each.row, each.code) for each in report.problems} == {
        (3, "duplicate_name"),
        (4, "duplicate_licence"),
    }


def test_personal_columns_are_kept_out_by_their_words_and_by_their_values() -> None:
    header = (*HEADER, "法人身份证号", "负责人手机", "园长", "其他信息", "乙")
    personal = ["410822198001011239", "13812345678", "王晓芳", "41082219900101123X", "139 0000 0000"]
    report = checked(header, [*line(1), *personal], [*line(2, "育才幼儿园"), *personal])
    assert {each.column: each.code for each in report.problems} == {
        "J": "personal_id_column", "K": "personal_mobile_column", "L": "personal_name_column",
        "M": "personal_id_column", "N": "personal_mobile_column",
    }  # fmt: skip
    told = json.dumps([row.facts.to_json() for row in report.accepted], ensure_ascii=False)
    told += json.dumps(report_json(report), ensure_ascii=False)
    assert not [value for value in personal if value in told]


def test_a_telephone_column_of_mobiles_is_kept_out_as_a_whole() -> None:
    report = checked(HEADER, line(1, phone="13812345678"), line(2, "育才幼儿园", phone=13812345679))
    assert codes(report) == {"personal_mobile_column"}
    assert {row.facts.phone for row in report.accepted} == {None}


def test_unknown_doubled_and_missing_columns_are_remarked() -> None:
    report = checked(["园名", "乡镇", "宝贝计划", "所属乡镇"], ["小博士幼儿园", "月山镇", "x", "柏山镇"])
    assert codes(report) == {"unknown_column", "repeated_column", "missing_column"}
    assert report.accepted[0].facts.township_code == "410822102000"


def test_hidden_sheets_and_sheets_without_header_are_remarked() -> None:
    notes = sheet(["填表说明"], name="说明")
    old = sheet(HEADER, line(), name="旧", hidden=True)
    book = Workbook(sheets=(sheet(HEADER, line()), notes, old))
    report = check(book, county=COUNTY, today=TODAY)
    assert report.rows_read == 1
    assert codes(report) == {"sheet_hidden", "sheet_skipped"}


def test_a_workbook_without_a_header_or_without_rows_is_an_error() -> None:
    assert {"no_header"} <= codes(checked(["甲", "乙"], ["丙", "丁"]))
    assert {"no_rows"} <= codes(checked(HEADER))
    assert "no_header" in codes(check(Workbook(sheets=()), county=COUNTY, today=TODAY))


def test_the_report_has_the_shape_that_programs_rely_on() -> None:
    told = report_json(checked(HEADER, line(1), line(2)))
    assert (told["rows"], told["accepted"], told["rejected"]) == (2, 1, 1)
    assert list(told) == ["rows", "accepted", "rejected", "problems"]
    (found,) = told["problems"]  # type: ignore[misc]
    assert list(found) == ["sheet", "row", "column", "code", "severity", "value", "message"]
    json.dumps(told)


def test_every_alias_means_its_own_column() -> None:
    for column, aliases in ALIASES.items():
        assert {column_of(alias) for alias in aliases} == {column}


def test_a_food_licence_is_not_the_licence() -> None:
    assert column_of("食品经营许可证号") is Column.FOOD_NO
    assert column_of("法定代表人身份证号码") is Column.ID_NUMBER
    assert column_of("乡镇(办事处)") is Column.TOWNSHIP


def test_column_letters() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 99)] == ["A", "Z", "AA", "CV"]


def test_every_problem_has_both_sentences() -> None:
    for severity, chinese, english in SENTENCES.values():
        assert severity in {"error", "warning"}
        assert chinese.endswith("。")
        assert english.endswith(".")
        assert "！" not in chinese


texts = st.sampled_from(
    [*HEADER, "小博士幼儿园", "育才幼儿园", "月山镇", "同上", "小计", "合计", "公办", "2024.9.1-2027.8.31",
     "4108226000012", "410822198001011239", "13812345678", "园长", "说明：", "1"]
)  # fmt: skip
cells = st.one_of(
    st.none(), texts, st.text(max_size=8), st.integers(-5, 10**18), st.floats(), st.dates(), st.booleans()
)
grids = st.lists(st.lists(cells, max_size=10), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(grids, st.booleans())
def test_any_sheet_is_checked_and_its_rows_add_up(rows, with_header) -> None:  # type: ignore[no-untyped-def]
    report = checked(*([HEADER] if with_header else []), *rows)
    assert len(report.accepted) + report.rejected == report.rows_read
    refused = {(each.sheet, each.row) for each in report.problems if each.severity == "error"}
    assert not refused & {(row.sheet, row.row) for row in report.accepted}
    told = json.dumps([row.facts.to_json() for row in report.accepted]) + json.dumps(report_json(report))
    assert "410822198001011239" not in told
    assert "13812345678" not in told
