"""The office's pages on indicators: nine numbers, what they mean, and the list behind each."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from intake.desk.indicators_words import DEFINITIONS, DENOMINATORS, NAMES, NUMERATORS
from intake.reports.indicators import CODES, COUNTS, OF_TIPS
from publishing.kernel.permissions import Role

SignedIn = Callable[[Role], FlaskClient]


def test_every_indicator_has_its_words() -> None:
    assert set(CODES) == set(NAMES) == set(DEFINITIONS) == set(NUMERATORS)
    assert set(CODES) - set(COUNTS) == set(DENOMINATORS)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("role", [Role.CENTRAL_SCHOOL, Role.COUNTY_TRIAGE, Role.CITY_AUDITOR])
def test_all_nine_are_shown_with_both_numbers(signed_in: SignedIn, role: Role, prefix: str) -> None:
    page = signed_in(role).get(f"{prefix}/office/indicators/").text
    for code in CODES:
        assert f"/office/indicators/{code}" in page
    assert len(re.findall(r"\d+ / \d+", page)) == len(CODES) - len(COUNTS)
    assert "—" in page


def test_the_number_is_the_length_of_the_list_behind_it(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    for code in CODES:
        page = client.get(f"/office/indicators/{code}").text
        numerator = re.search(r'only=yes"?[^>]*>([\d,]+)<', page)
        listed = client.get(f"/office/indicators/{code}/rows?only=yes")
        assert listed.status_code == 200
        said = re.search(r"共([\d,]+)项", listed.text)
        assert said is not None
        assert said[1] == (numerator[1] if numerator else "0"), code


def test_charts_come_with_a_table_and_without_script(signed_in: SignedIn) -> None:
    page = signed_in(Role.COUNTY_LEADER).get("/office/indicators/patrol_rate").text
    main = page.split("<main", maxsplit=1)[1].split("</main>", maxsplit=1)[0]
    assert '<svg viewBox="0 0 360 236" role="img"' in main
    assert main.count("<table") >= 2
    assert "<script" not in main
    assert "不作排名" in main


def test_places_stand_in_the_order_of_their_codes_whatever_their_numbers(signed_in: SignedIn) -> None:
    pages = [signed_in(Role.CITY_AUDITOR).get(f"/office/indicators/{c}").text for c in CODES[:2]]
    order = [re.findall(r"解放区|中站区|马村区|博爱县|武陟县|孟州市", page) for page in pages]
    assert order[0] == order[1]
    assert order[0][:3] == ["解放区", "中站区", "马村区"]


def test_the_auditor_counts_tips_and_lists_none(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_AUDITOR)
    for code in OF_TIPS:
        assert "这里只列数字" in client.get(f"/office/indicators/{code}").text
        assert client.get(f"/office/indicators/{code}/rows").status_code == 404
        assert client.get(f"/office/indicators/{code}/rows.csv").status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.HOTLINE, Role.CITY_ADMIN, Role.COUNTY_EDITOR])
def test_nobody_else_sees_them(signed_in: SignedIn, role: Role) -> None:
    assert signed_in(role).get("/office/indicators/").status_code == 403


def test_files_hold_the_same_numbers_as_the_page(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    page = client.get("/office/indicators/").text
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/office/indicators/all.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()[3:]
    assert [row[0] for row in rows] == [str(NAMES[code]) for code in CODES]
    shown = [
        row[3] and f"{int(row[2])} / {int(row[3])}"
        for row, code in zip(rows, CODES, strict=True)
        if code not in COUNTS
    ]
    assert all(one in page for one in shown if one)
    assert client.get("/office/indicators/patrol_rate/rows.csv").status_code == 200
    assert client.get("/office/indicators/all.exe").status_code == 404
    assert client.get("/office/indicators/never").status_code == 404
