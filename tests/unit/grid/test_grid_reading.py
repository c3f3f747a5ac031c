"""Reading a table of grids: headers, filling down, numbers, and what is wrong by row and column."""

import pytest

from intake.grid.reading import grid_number, read_rows
from publishing.registry.reading import Cell, Row, Sheet, Workbook

HEADER: tuple[Cell, ...] = ("乡镇", "责任区", "村（社区）", "监管责任人", "职务")


def book(*rows: tuple[Cell, ...], header: tuple[Cell, ...] = HEADER, hidden: bool = False) -> Workbook:
    listed = tuple(Row(number=number, cells=cells) for number, cells in enumerate((header, *rows), 1))
    return Workbook(sheets=(Sheet(name="表1", rows=listed, hidden=hidden),))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第3责任区", 3),
        ("3", 3),
        ("月山镇第三责任区", 3),
        ("第十责任区", 10),
        ("第十二网格", 12),
        ("二十一区", 21),
        ("第３责任区", 3),
        ("责任区", None),
        ("", None),
        ("第0责任区", None),
    ],
)
def test_the_number_of_a_grid_is_read_as_people_write_it(text: str, number: int | None) -> None:
    assert grid_number(text) == number


def test_empty_cells_are_those_of_the_row_above() -> None:
    rows, problems = read_rows(
        book(
            ("月山镇", "第3责任区", "花园村", "王海军", "中层干部"),
            (None, None, "后乔村、上庄村", None, None),
            (None, 4.0, "皂角树村", "陈芳", "党员"),
        )
    )
    assert problems == ()
    assert [(row.township, row.number, row.villages, row.supervisor) for row in rows] == [
        ("月山镇", 3, ("花园村",), "王海军"),
        ("月山镇", 3, ("后乔村", "上庄村"), "王海军"),
        ("月山镇", 4, ("皂角树村",), "陈芳"),
    ]


def test_a_new_grid_without_a_name_is_vacant_and_not_the_neighbours() -> None:
    rows, problems = read_rows(
        book(("月山镇", "1", "花园村", "王海军", "党员"), ("月山镇", "2", "后乔村", None, None),
             ("月山镇", "3", "上庄村", "空缺", None))
    )  # fmt: skip
    assert problems == ()
    assert [row.supervisor for row in rows] == ["王海军", "", ""]


def test_a_header_that_is_repeated_on_each_page_is_no_row() -> None:
    rows, problems = read_rows(book(("月山镇", "1", "花园村", "王海军", "党员"), HEADER))
    assert (len(rows), problems) == (1, ())


def test_a_title_above_the_header_is_skipped() -> None:
    rows, problems = read_rows(
        book(HEADER, ("月山镇", "1", "花园村", "王海军", "党员"), header=("责任区划分表",))
    )
    assert (len(rows), problems) == (1, ())


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ((None, "1", "花园村", "王海军", "党员"), "乡镇", "empty"),
        (("月山镇", None, "花园村", "王海军", "党员"), "责任区", "empty"),
        (("月山镇", "东片", "花园村", "王海军", "党员"), "责任区", "bad_number"),
        (("月山镇", "1", None, "王海军", "党员"), "村（社区）", "empty"),
        (("月山镇", "1", "花园村", "王海军", "厨师"), "职务", "not_qualified"),
        (("月山镇", "1", "花园村", "王海军", None), "职务", "not_qualified"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(row: tuple[Cell, ...], column: str, code: str) -> None:
    _, problems = read_rows(book(row))
    assert [(p.sheet, p.row, p.column, p.code) for p in problems] == [("表1", 2, column, code)]
    assert problems[0].message.endswith("。")


def test_a_missing_column_is_named() -> None:
    _, problems = read_rows(book(header=HEADER[:4]))
    assert [(p.code, p.value) for p in problems] == [("missing_column", "职务")]


def test_a_file_without_the_header_or_without_rows_says_so() -> None:
    assert [p.code for p in read_rows(book(header=("甲", "乙")))[1]] == ["no_header"]
    assert [p.code for p in read_rows(book(hidden=True))[1]] == ["no_header"]
    assert [p.code for p in read_rows(book())[1]] == ["no_rows"]
