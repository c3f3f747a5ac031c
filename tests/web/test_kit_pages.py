"""Layouts and macros: the markup of the mock-ups, whole and without a misspelt name."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from jinja2 import UndefinedError
from kit_sample import make_app

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr", "rect", "path", "circle", "line"}
PAGES = ["/search", "/parts", "/office/work", "/report/where", "/nothing"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_app(tmp_path_factory.mktemp("translations"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Outline(HTMLParser):
    """Open tags, to find one that is not closed, and headings in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.mistakes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> repeats an attribute: {names}")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize("path", [*PAGES, *(f"/en{path}" for path in PAGES)])
def test_a_page_is_well_formed_with_one_main_heading(client: FlaskClient, path: str) -> None:
    outline = Outline()
    response = client.get(path)
    assert response.status_code == (404 if path.endswith("/nothing") else 200)
    outline.feed(response.get_data(as_text=True))
    assert outline.mistakes == []
    assert outline.open == []
    assert outline.headings.count(1) == 1


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_labels_point_to_them(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    ids = re.findall(r'\bid="([^"]+)"', page)
    duplicates = {i for i in ids if ids.count(i) > 1} - {"verdict-conditional", "verdict-licensed"}
    assert duplicates == set()
    assert set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', page)).split()) <= set(ids)


def test_the_english_layout_has_no_chinese_of_ours(client: FlaskClient) -> None:
    page = client.get("/en/nothing").get_data(as_text=True)
    without = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page.split("<body")[1])
    assert not re.search(r"[\u4e00-\u9fff，。：（）]", without)


def test_the_present_section_is_marked(client: FlaskClient) -> None:
    assert '<a class="ming-nav__link" href="/" aria-current="page">' in client.get("/").get_data(as_text=True)
    assert '<a class="ming-nav__link" href="/" aria-current="true">' in client.get("/search").get_data(
        as_text=True
    )
    report = client.get("/report/where").get_data(as_text=True)
    assert '<a class="ming-nav__link" href="/report/" aria-current="true">举报</a>' in report
    assert report.count("aria-current") == 1


def test_a_county_page_offers_another_county(app: Flask) -> None:
    source = """{% extends "shared/public.html" %}{% block title %}x{% endblock %}
    {% block before %}<p>before</p>{% endblock %}{% block content %}<h1>x</h1>{% endblock %}"""
    with app.test_request_context("/counties/410822"):
        with_county = render_template_string(source, county={"name": "博爱县"})
        without = render_template_string(source)
    assert "当前：博爱县" in with_county
    assert 'href="/counties/"' in with_county
    assert "当前：" not in without
    assert with_county.count("<p>before</p>") == without.count("<p>before</p>") == 1


def test_the_footer_names_who_runs_the_site(client: FlaskClient) -> None:
    foot = client.get("/").get_data(as_text=True).split("<footer")[1]
    for text in (
        "主办：焦作市教育局",
        "0391-1000800",
        "网站标识码 0000000000",
        "豫ICP备00000000号",
        "豫公网安备",
    ):
        assert text in foot


def test_the_office_bar_says_who_is_signed_in_and_signs_out_by_post(client: FlaskClient) -> None:
    page = client.get("/en/office/work").get_data(as_text=True)
    assert "李静 (县级受理)" in page
    assert '<form method="post" action="/en/office/sign-out"><input type="hidden" name="csrf_token"' in page
    assert '<a href="/office/work" lang="zh-CN"' in page
    assert 'name="robots" content="noindex"' in page


def test_office_navigation_shows_counts_where_there_are_some(client: FlaskClient) -> None:
    page = client.get("/office/work").get_data(as_text=True)
    assert '<a href="/office/work" aria-current="page">我的待办<span>7</span></a>' in page
    assert '<a href="/office/tips">举报线索</a>' in page


def test_a_pager_keeps_the_other_parameters(client: FlaskClient) -> None:
    page = client.get("/parts?q=a&page=2").get_data(as_text=True)
    assert 'href="/parts?q=a&amp;page=1" rel="prev"' in page
    assert 'href="/parts?q=a&amp;page=3" rel="next"' in page


def test_a_verdict_reads_as_one_sentence_with_its_state_in_words(client: FlaskClient) -> None:
    page = client.get("/search").get_data(as_text=True)
    heading = page.split('<h1 class="ming-verdict__h"')[1].split("</h1>")[0]
    assert "博爱县<wbr>月山镇<wbr>中心幼儿园" in heading
    assert re.sub(r"<[^>]+>", "", heading.split(">", 1)[1]) == "博爱县月山镇中心幼儿园：有证"


def test_names_from_outside_are_escaped(app: Flask) -> None:
    source = """{% import "shared/macros.html" as ming %}
    {{ ming.verdict("not_on_register", "<script>", "<a>") }}
    {{ ming.facts([("<i>", "<u>")]) }}{{ ming.message("<s>", "", "<em>") }}{{ ming.kname(("<q>", "b")) }}"""
    with app.test_request_context("/"):
        page = render_template_string(source)
    for tag in ("<script>", "<a>", "<i>", "<u>", "<s>", "<em>", "<q>"):
        assert tag not in page


def test_a_misspelt_name_in_a_template_is_an_error(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        render_template_string("{{ kindergarden }}")


def test_a_message_keeps_its_paragraphs(app: Flask) -> None:
    source = '{% from "shared/macros.html" import message %}{{ message("您", "今天", text, "you") }}'
    with app.test_request_context("/"):
        page = render_template_string(source, text="一\n\n二")
    assert page.endswith("<p>一</p><p>二</p></li>")


def test_a_document_number_stays_in_one_piece(app: Flask) -> None:
    with app.test_request_context("/"):
        page = render_template_string("{{ text|docno }}", text="见<b>博教公告〔2026〕3号和〔2020〕60号")
    first, second = (
        '<span class="ming-nobr">〔2026〕3号</span>',
        '<span class="ming-nobr">〔2020〕60号</span>',
    )
    assert page == f"见&lt;b&gt;博教公告{first}和{second}"
