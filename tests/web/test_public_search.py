"""查一查: the answers a parent gets, and what they are told where there is none."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from public_sample import BOAI, Published, empty, publish


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    made = publish(tmp_path_factory.mktemp("search"))
    yield made
    made.database.close()


@pytest.fixture
def client(published: Published) -> FlaskClient:
    return published.app.test_client()


def ask(client: FlaskClient, text: str, more: str = "", *, root: str = "") -> str:
    response = client.get(f"{root}/search?q={quote(text)}{more}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_one_kindergarten_is_answered_with_verdict_source_and_date(client: FlaskClient) -> None:
    page = ask(client, "月山镇中心幼儿园")
    assert "ming-verdict--licensed" in page
    assert "办学许可证有效期至" in page
    assert "2027年8月31日" in page
    assert "<dt>名单确认</dt><dd>2026年11月20日</dd>" in page
    assert "博教公告" in page
    assert "第1项" in page


def test_the_title_says_the_answer_first(client: FlaskClient) -> None:
    assert "<title>有证：博爱县月山镇中心幼儿园" in ask(client, "月山镇中心幼儿园")
    assert "<title>名单中查不到：小星芽" in ask(client, "小星芽")


def test_an_expired_licence_is_never_called_licensed(client: FlaskClient) -> None:
    page = ask(client, "晨光幼儿园")
    assert "ming-verdict--expired" in page
    assert "没有公告换证" in page
    assert "ming-verdict--licensed" not in page


def test_several_of_one_name_are_told_apart_by_place(client: FlaskClient) -> None:
    page = ask(client, "小博士幼儿园")
    assert "有3所同名" in page
    for place in ("柏山镇", "磨头镇", "城关镇"):
        assert place in page
    assert "ming-verdict--licensed" not in page


def test_a_county_narrows_the_choice(client: FlaskClient) -> None:
    page = ask(client, "小博士幼儿园", "&county=410822")
    assert "有2所同名" in page
    assert "城关镇" not in page
    assert '<option value="410822" selected>' in page


def test_twelve_digits_of_a_county_are_its_code_too(client: FlaskClient) -> None:
    assert "有2所同名" in ask(client, "小博士幼儿园", f"&county={BOAI}")


def test_a_status_narrows_the_choice_and_is_named_where_nothing_is_left(client: FlaskClient) -> None:
    page = ask(client, "小博士幼儿园", "&status=revoked")
    assert "名单中查不到" in page
    assert "<dt>状态</dt><dd>吊销</dd>" in page
    assert "去掉筛选" in page


def test_not_found_says_when_where_and_that_it_does_not_mean_unlicensed(client: FlaskClient) -> None:
    page = ask(client, "小星芽宝贝之家")
    assert "ming-verdict--none" in page
    assert "查不到，不等于无证" in page
    assert "2026年11月23日 16:20" in page
    assert "11个县（市、区）中已经公告名单的2个" in page
    assert "非法" not in page


def test_not_found_offers_the_nearest_names(client: FlaskClient) -> None:
    page = ask(client, "小星芽之家")
    assert "名单中查不到" in page
    assert "许良镇　<wbr>小新芽幼儿园" in page


def test_not_found_carries_the_name_over_to_the_report(client: FlaskClient) -> None:
    assert f"/report/?name={quote('小星芽宝贝之家')}" in ask(client, "小星芽宝贝之家")


def test_not_found_gives_the_hotline_of_the_county_that_the_words_name(client: FlaskClient) -> None:
    page = ask(client, "博爱县月山镇小星芽宝贝之家")
    assert 'href="tel:03911000822"' in page


def test_not_found_without_a_place_gives_the_city_and_all_hotlines(client: FlaskClient) -> None:
    page = ask(client, "小星芽宝贝之家")
    assert 'href="tel:03911000800"' in page
    assert 'href="/counties/"' in page


def test_a_county_without_a_list_is_not_mistaken_for_one_without_kindergartens(client: FlaskClient) -> None:
    assert "还没有公告名单，那里的幼儿园现在都查不到" in ask(client, "小星芽", "&county=410802")


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    page = ask(client, '<script>alert(1)</script>"')
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=", "请填写园名、地址或许可证号"),
        ("q=%20%E3%80%80", "请填写园名、地址或许可证号"),
        ("q=" + "a" * 201, "最多写200个字，现在有201个"),
        ("q=a&county=999999", "没有这个县（市、区），请从列出的选项中选择"),
        ("q=a&status=closing", "没有这种状态，请从列出的选项中选择"),
    ],
)
def test_a_question_that_cannot_be_asked_is_explained_at_field_and_summary(
    client: FlaskClient, query: str, sentence: str
) -> None:
    response = client.get(f"/search?{query}")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count(sentence) == 2
    assert "<title>错误：" in page


def test_an_overlong_question_is_still_in_the_field(client: FlaskClient) -> None:
    page = client.get("/search?q=" + "b" * 250).get_data(as_text=True)
    assert f'value="{"b" * 250}"' in page


def test_the_bare_form_is_no_error(client: FlaskClient) -> None:
    response = client.get("/search")
    assert response.status_code == 200
    assert "错误：" not in response.get_data(as_text=True)


@pytest.mark.parametrize("query", ["q=小博士幼儿园", "q=小星芽", "q=月山镇中心幼儿园", "q=", ""])
def test_what_a_parent_asked_is_stored_nowhere(client: FlaskClient, query: str) -> None:
    response = client.get(f"/search?{query}")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_the_answer_in_english_keeps_the_name_chinese_and_says_so(client: FlaskClient) -> None:
    page = ask(client, "月山镇中心幼儿园", root="/en")
    assert "Licensed" in page
    assert '<span lang="zh-CN">博爱县<wbr>月山镇<wbr>中心幼儿园</span>' in page
    assert 'href="/en/report/?' in page


def test_nothing_announced_yet_is_said(tmp_path: Path) -> None:
    made = empty(tmp_path)
    assert "还没有公告过名单" in ask(made.app.test_client(), "小星芽")
    made.database.close()


def test_not_found_shows_who_is_licensed_where_the_words_say(client: FlaskClient) -> None:
    page = ask(client, "博爱县许良镇哆啦宝贝之家")
    assert "名单中查不到" in page
    assert "许良镇" in page
    assert "当地名单" in page
    assert "不说明它没有证" in page
    assert "查询记录：2026年11月23日 16:20" in page


def test_an_answer_says_what_to_do_where_the_door_says_something_else(client: FlaskClient) -> None:
    assert "门口写的和这里不一样？" in ask(client, "月山镇中心幼儿园")
