"""The invented workbooks, read by the code that reads real ones."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from portal.demo.styles import STYLES
from portal.demo.workbooks import DemoList, demo_lists, read_divisions, write_workbooks
from publishing.registry.checking import CheckReport, check
from publishing.registry.codes import is_valid_uscc
from publishing.registry.matching import ChangeKind, CurrentRecord, match
from publishing.registry.reading import read_workbook
from publishing.registry.rules import LicenceStatus
from publishing.registry.text import has_personal_number

TODAY = date(2026, 11, 23)
DIVISIONS = Path(__file__).parents[3] / "publishing/divisions/data/jiaozuo_divisions.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbooks")
    write_workbooks(folder, DIVISIONS, today=TODAY)
    return folder


@pytest.fixture(scope="module")
def lists() -> dict[str, DemoList]:
    return {each.county.code[:6]: each for each in demo_lists(read_divisions(DIVISIONS), today=TODAY)}


@pytest.fixture(scope="module")
def reports(folder: Path, lists: dict[str, DemoList]) -> dict[str, CheckReport]:
    return {
        code: check(read_workbook(folder / each.filename, each.filename), county=each.county, today=TODAY)
        for code, each in lists.items()
    }


def test_there_are_eleven_counties_and_1150_kindergartens(lists: dict[str, DemoList]) -> None:
    assert len(lists) == 11
    assert sum(len(each.good) for each in lists.values()) == 1150


@pytest.mark.parametrize("code", STYLES)
def test_every_workbook_is_read_completely(code: str, lists, reports) -> None:  # type: ignore[no-untyped-def]
    demo, report = lists[code], reports[code]
    assert len(report.accepted) == len(demo.good) == STYLES[code].count
    assert report.rejected == len(STYLES[code].mistakes)
    expected = {each.licence_no: each for each in demo.good}
    for row in report.accepted:
        invented = expected.pop(row.facts.licence_no)
        for field in ("name", "township_code", "address", "valid_from", "valid_until", "phone"):
            assert getattr(row.facts, field) == getattr(invented, field), (row, field)
        assert row.facts.nature is not None
        assert row.facts.nature.is_public == invented.nature.is_public
    assert not expected


@pytest.mark.parametrize("code", STYLES)
def test_nothing_personal_gets_through(code: str, lists, reports) -> None:  # type: ignore[no-untyped-def]
    told = json.dumps([row.facts.to_json() for row in reports[code].accepted], ensure_ascii=False)
    told += json.dumps([each.value for each in reports[code].problems], ensure_ascii=False)
    for invented in lists[code].good:
        assert invented.id_number not in told
        assert invented.mobile not in told
        assert invented.principal not in told


def test_the_list_with_personal_columns_reports_them(reports: dict[str, CheckReport]) -> None:
    found = Counter(each.code for each in reports["410822"].problems)
    assert found["personal_id_column"] == found["personal_mobile_column"] == 2


def test_everything_invented_is_recognisably_false(lists: dict[str, DemoList]) -> None:
    for each in (each for demo in lists.values() for each in demo.good):
        assert is_valid_uscc(each.uscc)
        assert "FAKE" in each.uscc
        assert re.fullmatch(r"0391-1\d{6}", each.phone)
        assert each.mobile.startswith("154")
        weights = [2 ** (17 - place) for place in range(17)]
        total = sum(int(digit) * weight for digit, weight in zip(each.id_number[:17], weights, strict=True))
        assert "10X98765432"[total % 11] != each.id_number[17]
        assert not has_personal_number(each.name + each.address + each.note)


def test_names_are_shared_across_townships_but_never_within_one(lists: dict[str, DemoList]) -> None:
    good = [each for demo in lists.values() for each in demo.good]
    assert max(Counter((each.name, each.township_code) for each in good).values()) == 1
    assert Counter(each.name for each in good)["小博士幼儿园"] >= 5


def test_licences_of_every_age_occur(lists: dict[str, DemoList]) -> None:
    ends = [each.valid_until for demo in lists.values() for each in demo.good]
    assert 10 <= sum(end < TODAY for end in ends) <= 60
    assert 10 <= sum(0 <= (end - TODAY).days <= 60 for end in ends) <= 80


def test_the_same_day_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    for path in write_workbooks(tmp_path, DIVISIONS, today=TODAY):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_importing_a_workbook_twice_changes_nothing(reports: dict[str, CheckReport]) -> None:
    for report in reports.values():
        register = [
            CurrentRecord(
                kindergarten_id=f"K{number}", facts=row.facts, status=LicenceStatus.LICENSED,
                valid_until=row.facts.valid_until,
            )
            for number, row in enumerate(report.accepted)
        ]  # fmt: skip
        assert {change.kind for change in match(report.accepted, register)} == {ChangeKind.UNCHANGED}
