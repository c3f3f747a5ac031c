"""Tests of reading the division table and the aliases, and of the errors told by line."""

from pathlib import Path

import pytest

from publishing.divisions.reading import (
    ALIASES_FILE,
    DIVISIONS_FILE,
    AliasKind,
    UnreadableTable,
    read_aliases,
    read_divisions,
)
from publishing.divisions.rules import Level

HEADER = "code,name,level,parent_code\n410800000000,焦作市,city,\n410822000000,博爱县,county,410800000000\n"


def table(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_table_has_all_divisions_with_paths() -> None:
    divisions = read_divisions(DIVISIONS_FILE)
    assert [sum(d.level is level for d in divisions) for level in Level] == [1, 11, 112, 2024]
    village = next(d for d in divisions if d.code == "410822102202")
    assert village.path == "410800000000/410822000000/410822102000/410822102202/"


def test_a_table_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_text(HEADER, encoding="utf-8-sig")
    assert len(read_divisions(path)) == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("41082210200,月山镇,township,410822000000", "不是12位数字"),
        ("４１０８２２１０２０００,月山镇,township,410822000000", "不是12位数字"),
        ("410822000000,又是博爱县,county,410800000000", "重复"),
        ("410822102000,,township,410822000000", "没有名称"),
        ("410822102000,月山镇,town,410822000000", "级别“town”"),
        ("410822102000,月山镇,township,410899000000", "不存在"),
        ("410822102202,花园村民委员会,village,410822000000", "不能作village的上级"),
        ("410900000000,另一市,city,410800000000", "不应有上级"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_divisions(table(tmp_path, HEADER + row + "\n"))
    (problem,) = caught.value.problems
    assert problem.startswith("第4行")
    assert words in problem


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_divisions(table(tmp_path, HEADER + "1,甲,township,410822000000\n2,乙,township,410822000000\n"))
    assert len(caught.value.problems) == 2


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="parent_code"):
        read_divisions(table(tmp_path, "code,name,level\n"))


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes(HEADER.encode("gbk"))
    with pytest.raises(UnreadableTable, match="UTF-8"):
        read_divisions(path)


def test_every_packaged_alias_names_a_known_division_or_a_place_outside() -> None:
    codes = {division.code for division in read_divisions(DIVISIONS_FILE)}
    for alias in read_aliases(ALIASES_FILE):
        assert alias.code in codes or (alias.kind is AliasKind.OUTSIDE and not alias.code)


@pytest.mark.parametrize(
    "row",
    [
        ",410822000000,nickname,",
        "清化,410822001000,pet_name,",
        "清化,4108,nickname,",
        "清化,,nickname,",
        "济源,410822001000,outside,",
    ],
)
def test_a_wrong_alias_is_told_with_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(UnreadableTable, match="第2行"):
        read_aliases(table(tmp_path, f"alias,code,kind,note\n{row}\n"))
