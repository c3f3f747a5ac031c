"""Language by path, text size by query and cookie, dates and numbers in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from kit_sample import make_app

from portal import i18n


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_app(tmp_path_factory.mktemp("translations"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", environ_overrides={"portal.locale": "en"}):
        yield


@pytest.fixture
def chinese(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def body(client: FlaskClient, url: str, **kwargs: object) -> str:
    return client.get(url, headers={"Accept": "text/html"}, **kwargs).get_data(as_text=True)  # type: ignore[arg-type]


def test_chinese_is_at_the_root(client: FlaskClient) -> None:
    page = body(client, "/search")
    assert 'lang="zh-CN"' in page
    assert "<title>有证 - 明园 焦作市幼儿园名单与举报</title>" in page
    assert '<a class="ming-nav__link" href="/report/">举报</a>' in page


def test_english_is_below_en_and_links_stay_there(client: FlaskClient) -> None:
    page = body(client, "/en/search")
    assert '<html class="govuk-template" lang="en">' in page
    assert "<title>Licensed - Mingyuan, Jiaozuo kindergarten register</title>" in page
    assert '<a class="ming-nav__link" href="/en/report/">Report</a>' in page


@pytest.mark.parametrize("path", ["/en", "/en/"])
def test_english_home_answers_with_and_without_slash(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_path_that_only_begins_like_en_is_chinese(client: FlaskClient) -> None:
    assert 'lang="zh-CN"' in body(client, "/enrol")


def test_the_site_may_be_mounted_below_a_prefix(client: FlaskClient) -> None:
    page = body(client, "/en/search?q=1", environ_overrides={"SCRIPT_NAME": "/k"})
    assert 'href="/k/en/report/"' in page
    assert 'href="/k/search?q=1" lang="zh-CN"' in page
    assert 'href="/k/static/build/' in page or 'href="/k/static/icons/' in page


def test_the_other_language_is_the_same_page_with_its_query(client: FlaskClient) -> None:
    assert 'href="/en/search?q=%E6%98%9F&amp;county=410822"' in body(client, "/search?q=星&county=410822")
    assert 'href="/search?q=a"' in body(client, "/en/search?q=a")


def test_a_page_that_only_takes_posts_leads_to_the_other_home(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        page = client.post("/only-post?secret=1", data={"q": "1"}).get_data(as_text=True)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert '<a href="/en/" lang="en"' in page


def test_static_files_have_one_address_in_both_languages(client: FlaskClient) -> None:
    def icon(page: str) -> str:
        return page.split('rel="icon" href="')[1].split('"', maxsplit=1)[0]

    assert icon(body(client, "/search")) == icon(body(client, "/en/search"))
    assert client.get(icon(body(client, "/search")), buffered=True).status_code == 200


def test_large_text_by_query(client: FlaskClient) -> None:
    assert 'class="govuk-template ming-text-150"' in body(client, "/search?text=150")
    assert 'class="govuk-template"' in body(client, "/search?text=9999")


def test_the_switch_sets_a_cookie_and_comes_back_to_an_address_one_can_share(client: FlaskClient) -> None:
    response = client.get("/text-size?size=150&next=/search?q=a%26text=125")
    assert response.status_code == 302
    assert response.headers["Location"] == "/search?q=a&text=150"
    assert "text=150" in response.headers["Set-Cookie"]
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert 'class="govuk-template ming-text-150"' in body(client, "/search")


def test_a_remembered_size_reaches_pages_as_their_query(client: FlaskClient) -> None:
    client.set_cookie("text", "125")
    response = client.get("/search?q=a", headers={"Accept": "text/html"})
    assert 'href="/en/search?q=a&amp;text=125"' in response.get_data(as_text=True)
    assert "Cookie" in response.headers["Vary"]


def test_the_query_wins_over_the_cookie(client: FlaskClient) -> None:
    client.set_cookie("text", "125")
    assert 'class="govuk-template"' in body(client, "/search?text=100")


def test_programs_are_not_given_the_reader_s_size(client: FlaskClient) -> None:
    client.set_cookie("text", "125")
    page = client.get("/search?q=a", headers={"Accept": "application/json"}).get_data(as_text=True)
    assert 'href="/en/search?q=a"' in page


def test_standard_text_forgets_the_cookie(client: FlaskClient) -> None:
    client.set_cookie("text", "150")
    response = client.get("/text-size?size=100&next=/search")
    assert response.headers["Location"] == "/search"
    assert client.get_cookie("text") is None


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "", "javascript:1", "/a\nb"]
)
def test_the_switch_never_leads_off_the_site(client: FlaskClient, target: str) -> None:
    response = client.get("/en/text-size", query_string={"size": "100", "next": target})
    assert response.headers["Location"] == "/en/"


def test_the_switch_goes_round_three_sizes(client: FlaskClient) -> None:
    for size, label in (("100", ">大字<"), ("125", ">特大字<"), ("150", ">标准字<")):
        assert label in body(client, f"/search?text={size}")


EVENING = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # already the 24th in Jiaozuo


@pytest.mark.usefixtures("chinese")
def test_chinese_dates_are_set_tight_and_in_local_time() -> None:
    assert i18n.day(date(2026, 11, 2)) == "2026年11月2日"
    assert i18n.day(EVENING) == "2026年11月24日"
    assert i18n.short_day(EVENING) == "11月24日"
    assert i18n.moment(EVENING) == "11月24日 00:30"
    assert i18n.full_moment(EVENING) == "2026年11月24日 00:30"
    assert i18n.month(EVENING) == "2026年11月"
    assert i18n.weekday(EVENING) == "星期二"
    assert i18n.number(1186) == "1,186"


@pytest.mark.usefixtures("english")
def test_english_dates() -> None:
    assert i18n.day(date(2026, 11, 2)) == "2 November 2026"
    assert i18n.short_day(EVENING) == "24 November"
    assert i18n.moment(EVENING) == "24 November 00:30"
    assert i18n.month(EVENING) == "November 2026"
    assert i18n.weekday(EVENING) == "Tuesday"
    assert i18n.number(1186) == "1,186"
    assert i18n.word("tip_state", "verifying") == "Being checked"


@pytest.mark.usefixtures("chinese")
def test_a_moment_without_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        i18n.day(datetime(2026, 11, 23, 16, 30))  # noqa: DTZ001 - the mistake itself


def test_outside_a_request_the_language_is_chinese() -> None:
    assert i18n.locale() == "zh"
    assert i18n.text_size() == "100"


def test_the_kit_s_translations_are_where_the_build_looks(tmp_path: Path) -> None:
    assert (i18n.TRANSLATIONS / "en/kit.po").is_file()
