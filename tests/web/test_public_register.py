"""The register's pages: first page, one kindergarten, the counties and their lists."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from public_sample import (
    BOAI,
    SPRING,
    YUESHAN,
    Published,
    announced,
    empty,
    line,
    people_of,
    publish,
)

from publishing.search.indexing import rebuild


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    made = publish(tmp_path_factory.mktemp("register"))
    yield made
    made.database.close()


@pytest.fixture
def client(published: Published) -> FlaskClient:
    return published.app.test_client()


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[Published]:
    made = empty(tmp_path)
    yield made
    made.database.close()


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_the_first_page_asks_one_question_and_says_how_many_are_licensed(client: FlaskClient) -> None:
    page = text(client, "/")
    assert page.count('<input class="govuk-input"') == 1
    # 博爱县: 6 listed, one of them past its validity; 修武县: 2
    assert '<span class="ming-gate__n">7</span>' in page
    assert "全市在册有证7所，截至11月23日" in page


def test_the_first_page_gives_the_telephones_as_links(client: FlaskClient) -> None:
    page = text(client, "/")
    for number in ("tel:12345", "tel:03911000800", "tel:110"):
        assert f'href="{number}"' in page


def test_the_first_page_lists_all_counties_in_division_order_with_their_freshness(
    client: FlaskClient,
) -> None:
    table = text(client, "/").partition("各县（市、区）名单")[2]
    places = [table.index(name) for name in ("解放区", "修武县", "博爱县", "孟州市")]
    assert places == sorted(places)
    rows = table.split("<tr>")
    assert "已更新" in next(row for row in rows if "博爱县" in row)
    assert "未按时更新" in next(row for row in rows if "修武县" in row)
    assert "还没有公告名单" in next(row for row in rows if "解放区" in row)


def test_the_first_page_shows_the_newest_announcements_and_outcomes(client: FlaskClient) -> None:
    page = text(client, "/")
    assert "博爱县2026年秋季学期注册幼儿园名单公告" in page
    assert "第3处看护点已经停止招收幼儿" in page


def test_a_site_without_any_list_says_so(nothing: Published) -> None:
    page = text(nothing.app.test_client(), "/")
    assert "还没有发布公告" in page
    assert "还没有公布处理结果" in page
    assert "还没有公告名单" in page


def test_a_kindergarten_is_told_with_its_proof(client: FlaskClient, published: Published) -> None:
    page = text(client, f"/kindergartens/{published.id_of('博爱县月山镇中心幼儿园')}")
    for fact in (
        "<dt>截至</dt><dd>2026年11月23日</dd>",
        "<dt>名单确认</dt><dd>2026年11月20日</dd>",
        "<dt>发证机关</dt><dd>博爱县教育体育局</dd>",
        f'href="/announcements/{published.autumn}"',
        "公办（教育部门办）",
        'href="tel:03911000241"',
    ):
        assert fact in page


def test_a_name_without_its_place_gets_the_place_before_it_and_stays_whole(
    client: FlaskClient, published: Published
) -> None:
    page = text(client, f"/kindergartens/{published.id_of('小新芽幼儿园')}")
    assert "博爱县<wbr>许良镇　<wbr>小新芽幼儿园" in page
    assert "<dt>全称</dt><dd>小新芽幼儿园</dd>" in page


def test_the_history_tells_what_changed_and_where_it_was_announced(
    client: FlaskClient, published: Published
) -> None:
    page = text(client, f"/kindergartens/{published.id_of('小新芽幼儿园')}")
    history = page.partition("许可经过")[2]
    assert "地址由<del>许良村北</del>改为<ins>下水磨村</ins>" in history
    assert history.index("登记事项变更") < history.index("取得许可")
    assert f'href="/announcements/{published.spring}"' in history


def test_a_revoked_licence_is_told_with_date_and_reason(client: FlaskClient, published: Published) -> None:
    page = text(client, f"/kindergartens/{published.id_of('红苹果幼儿园')}")
    assert "ming-verdict--revoked" in page
    assert "2026年11月20日</span>公告吊销办学许可证" in page
    assert "原因：2026年6月查实伪造消防验收文件" in page


def test_a_lapsed_licence_is_expired_in_verdict_and_history(
    client: FlaskClient, published: Published
) -> None:
    page = text(client, f"/kindergartens/{published.id_of('晨光幼儿园')}")
    assert "ming-verdict--expired" in page
    assert "许可证到期" in page.partition("许可经过")[2]


def test_a_problem_is_reported_with_the_kindergarten_filled_in(
    client: FlaskClient, published: Published
) -> None:
    kindergarten = published.id_of("小新芽幼儿园")
    page = text(client, f"/kindergartens/{kindergarten}")
    assert f"&amp;kindergarten={kindergarten}" in page
    assert "/report/?name=" in page


def test_an_unknown_kindergarten_is_explained(client: FlaskClient) -> None:
    assert "没有这条记录" in text(client, "/kindergartens/K00000000", 404)
    assert "No such record" in text(client, "/en/kindergartens/K00000000", 404)


def test_the_counties_give_each_hotline(client: FlaskClient) -> None:
    page = text(client, "/counties/")
    assert 'href="tel:03911000822"' in page
    assert 'href="tel:03911000821"' in page


def test_a_county_lists_its_kindergartens_with_status_announcement_and_hotline(
    client: FlaskClient, published: Published
) -> None:
    page = text(client, "/counties/410822")
    assert "<title>博爱县幼儿园名单" in page
    assert page.count('<th scope="row">') == 7
    assert "下次应在2027年4月15日前更新" in page
    assert f'href="/announcements/{published.autumn}"' in page
    assert 'href="tel:03911000822"' in page
    assert "ming-tag--revoked" in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        (f"township={YUESHAN}", "晨光幼儿园", "小新芽幼儿园"),
        ("status=expired", "晨光幼儿园", "红苹果幼儿园"),
        ("q=下水磨", "小新芽幼儿园", "晨光幼儿园"),
        ("q=教民１４１０８２２６０００００４４号", "红苹果幼儿园", "晨光幼儿园"),
    ],
)
def test_a_county_list_is_narrowed_by_the_address(
    client: FlaskClient, query: str, there: str, not_there: str
) -> None:
    table = text(client, f"/counties/410822?{query}").partition("<tbody>")[2].partition("</tbody>")[0]
    assert there in table
    assert not_there not in table


def test_a_filter_that_leaves_nothing_says_what_that_does_not_mean(client: FlaskClient) -> None:
    page = text(client, "/counties/410822?q=小星芽")
    assert "查不到，不等于无证" in page
    assert 'href="/search?q=' in page


def test_nonsense_in_the_filter_is_no_error(client: FlaskClient) -> None:
    page = text(client, "/counties/410822?township=x&status=y&page=-7")
    assert page.count('<th scope="row">') == 7


def test_a_county_without_a_list_still_has_its_page(client: FlaskClient) -> None:
    page = text(client, "/counties/410802")
    assert "还没有公告名单" in page
    assert "本学期的名单应在2026年10月15日前公告" in page
    assert "<table" not in page


def test_a_code_of_twelve_digits_leads_to_the_address_of_six(client: FlaskClient) -> None:
    response = client.get(f"/en/counties/{BOAI}")
    assert response.status_code == 308
    assert response.headers["Location"] == "/en/counties/410822"


@pytest.mark.parametrize("code", ["410899", "1", "x", "410822102000"])
def test_an_unknown_county_is_explained(client: FlaskClient, code: str) -> None:
    assert "没有这个县（市、区）" in text(client, f"/counties/{code}", 404)


def test_long_lists_are_paged_and_the_filter_stays(nothing: Published) -> None:
    lines = [line(f"第{n}幼儿园", no=n) for n in range(1, 61)]
    announced(nothing.database, people_of(nothing.database, "博"), BOAI, lines, now=SPRING)
    rebuild(nothing.database, nothing.settings, today=date(2026, 4, 10))
    client = nothing.app.test_client()
    first = text(client, f"/counties/410822?township={YUESHAN}")
    second = text(client, f"/counties/410822?township={YUESHAN}&page=2")
    assert first.count('<th scope="row">') == 50
    assert second.count('<th scope="row">') == 10
    assert f"township={YUESHAN}&amp;page=2" in first
    assert "第2页，共2页" in second


@pytest.mark.parametrize(
    "path",
    ["/", "/counties/", "/counties/410822", "/announcements/", "/outcomes/", "/statistics/", "/about/"],
)
@pytest.mark.parametrize("root", ["", "/en"])
def test_public_pages_set_no_cookie_and_answer_head(client: FlaskClient, path: str, root: str) -> None:
    got, head = client.get(root + path), client.head(root + path)
    assert got.status_code == head.status_code == 200
    assert head.data == b""
    assert "Set-Cookie" not in got.headers
    assert client.post(root + path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/", "/counties/", "/counties/410822", "/announcements/", "/outcomes/", "/statistics/"]
)
def test_pages_of_the_register_may_be_kept_for_a_minute(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in client.get(path).headers["Vary"]


def test_a_missing_page_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/counties/410899").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/counties/410822", "/announcements/", "/statistics/", "/search?q=x"])
def test_each_page_names_its_other_language(client: FlaskClient, path: str) -> None:
    assert f'hreflang="en" href="/en{path}"' in text(client, path)
    assert f'hreflang="zh-CN" href="{path}"' in text(client, f"/en{path}")
