"""The office's pages on reports: from draft to signature, who has not reported, forms to print and edit."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from publishing.kernel.permissions import Role

SignedIn = Callable[[Role], FlaskClient]


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form in the page's main part."""
    main = page.split("<main", maxsplit=1)[1]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', main)
    version = re.search(r'name="version"[^>]*value="(\d+)"', main)
    return {"csrf_token": token[1] if token else "", "version": version[1] if version else ""}


def post(client: FlaskClient, page: str, to: str, **given: str) -> TestResponse:
    return client.post(to, data={**fields(client.get(page).text), **given})


def begin(client: FlaskClient, year: int, half: int) -> str:
    index = client.get("/office/reports/").text
    given = {**fields(index), "year": str(year), "half": str(half)}
    return client.post("/office/reports/begin", data=given).headers["Location"]


def last_year(client: FlaskClient) -> int:
    years = re.findall(r'name="year" value="(\d+)"', client.get("/office/reports/").text)
    return min(map(int, years))


def test_a_report_goes_from_draft_to_signature(signed_in: SignedIn) -> None:
    clerk, leader = signed_in(Role.COUNTY_TRIAGE), signed_in(Role.COUNTY_LEADER)
    address = begin(clerk, last_year(clerk), 0)
    assert "一、基本情况" in clerk.get(address).text
    refusal = post(clerk, address, f"{address}/submit")
    assert refusal.status_code == 422
    assert "没有写" in refusal.text
    words = f"{address}/words"
    assert "应巡" in clerk.get(words).text
    kept = post(clerk, words, words, assessment="逐一评议。", plans="长" * 4001)
    assert kept.status_code == 422
    assert "逐一评议。" in kept.text
    assert post(clerk, words, words, assessment="逐一评议。", plans="加强巡查。").status_code == 303
    assert post(clerk, address, f"{address}/submit").status_code == 303
    assert "等另一位同事签发" in clerk.get(address).text
    assert clerk.post(f"{address}/sign", data=fields(clerk.get(address).text)).status_code == 403
    empty = post(leader, address, f"{address}/give-back", reason="")
    assert empty.status_code == 422
    assert "请写明退回的原因" in empty.text
    before = fields(leader.get(address).text)
    assert post(leader, address, f"{address}/sign").status_code == 303
    page = leader.get(address).text
    assert re.search(r"博教报〔\d{4}〕\d+号", page)
    assert "加强巡查。" in page
    again = leader.post(f"{address}/sign", data=before)
    assert again.status_code == 303  # a double tap is one step
    late = leader.post(f"{address}/give-back", data={**before, "reason": "改一下"})
    assert late.status_code == 409
    assert "改一下" in late.text or "这一步没有办" in late.text


def test_a_draft_of_the_county_is_not_the_citys_to_read(signed_in: SignedIn) -> None:
    clerk = signed_in(Role.COUNTY_TRIAGE)
    page = clerk.get("/office/reports/").text
    address = re.search(r"/office/reports/\d+", page)
    assert address is not None
    assert signed_in(Role.CITY_AUDITOR).get(address[0]).status_code in (200, 404)
    assert signed_in(Role.SUPERVISOR).get(address[0]).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_county_sees_who_has_not_reported(signed_in: SignedIn, prefix: str) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    page = client.get(f"{prefix}/office/reports/missing").text
    assert page.count("中心校") >= 8
    narrowed = client.get(f"{prefix}/office/reports/missing?only=missing").text
    assert narrowed.count("中心校〔") == 0
    assert client.get("/office/reports/missing?period=1999-9").status_code == 200
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(client.get("/office/reports/missing.xlsx").data))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[2][:2] == ["单位", "情况"]
    assert client.get("/office/reports/missing.csv").data.startswith("\ufeff单位".encode())


@pytest.mark.parametrize("role", [Role.CENTRAL_SCHOOL, Role.SUPERVISOR, Role.HOTLINE, Role.CITY_ADMIN])
def test_nobody_below_sees_that_list(signed_in: SignedIn, role: Role) -> None:
    assert signed_in(role).get("/office/reports/missing").status_code == 403


def test_a_due_day_that_the_notice_does_not_allow_is_refused_at_its_field(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    page = "/office/reports/dues"
    given = {"slot": "year", "day": "2026-11-30", "reason": "早一点"}
    refusal = post(client, page, page, **given)
    assert refusal.status_code == 422
    assert "12月到12月之间" in refusal.text
    assert "早一点" in refusal.text
    assert post(client, page, page, slot="half1", day="2026-06-25", reason="学期").status_code == 303
    assert "6月25日" in client.get(page).text
    post(client, page, page, slot="half1", day="2026-06-30", reason="恢复")


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_every_form_is_handed_out_to_print_and_to_edit(signed_in: SignedIn, ending: str) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    page = client.get("/office/reports/forms").text
    sheet = re.search(r"/office/reports/forms/patrols/\d+\.pdf\?year=\d+&amp;half=\d", page)
    report = re.search(r"/office/reports/\d+", client.get("/office/reports/").text)
    assert sheet is not None
    assert report is not None
    year = re.search(r"ledger\.pdf\?kind=hazard&amp;year=(\d+)", page)
    assert year is not None
    for address in (
        sheet[0].replace("&amp;", "&").replace(".pdf", f".{ending}"),
        f"{report[0]}/file.{ending}",
        f"/office/reports/forms/ledger.{ending}?kind=hazard&year={year[1]}",
        f"/office/reports/forms/ledger.{ending}?kind=hazard&year={int(year[1]) - 1}&half=2",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "attachment" in response.headers["Content-Disposition"]
        assert "no-store" in response.headers["Cache-Control"]
        start = b"%PDF" if ending == "pdf" else b"PK"
        assert response.data.startswith(start)
    assert client.get(f"{report[0]}/file.exe").status_code == 404


def test_a_notice_is_handed_out_in_word_from_its_items_page(signed_in: SignedIn) -> None:
    client = signed_in(Role.COUNTY_TRIAGE)
    items = re.findall(r"/office/ledger/(\d+)\"", client.get("/office/ledger/?state=all").text)
    pages = (client.get(f"/office/ledger/{item}").text for item in items)
    address = next(found[0] for page in pages if (found := re.search(r"/\S+/notices/\d+\.docx", page)))
    with zipfile.ZipFile(io.BytesIO(client.get(address).data)) as file:
        assert "整改通知书" in file.read("word/document.xml").decode()
    assert client.get(address.replace(".docx", ".xlsx")).status_code == 404


def test_a_supervisor_prints_the_own_sheet_only(signed_in: SignedIn) -> None:
    page = signed_in(Role.SUPERVISOR).get("/office/reports/forms").text
    assert len(set(re.findall(r"/patrols/(\d+)\.pdf", page))) == 1
    others = signed_in(Role.CENTRAL_SCHOOL).get("/office/reports/forms").text
    assert len(set(re.findall(r"/patrols/(\d+)\.pdf", others))) >= 1
