"""Form fields: labels, hints, errors and ids that belong together; what was typed comes back."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit_sample import SampleForm, make_app
from werkzeug.datastructures import MultiDict

from publishing.kernel.forms import error_summary


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(tmp_path_factory.mktemp("translations"))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, path: str = "/report/where", **data: object) -> str:
    response = client.post(path, data=data or {"town": ""})
    assert response.status_code == 422
    return response.get_data(as_text=True)


def tag_of(html: str, id_: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{id_}"[^>]*>', html)
    assert found, id_
    return found[0]


def test_every_id_that_is_pointed_to_is_on_the_page_once(client: FlaskClient) -> None:
    html = page(client)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    pointed = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    pointed += re.findall(r'<label[^>]*\bfor="([^"]+)"', html) + re.findall(r'href="#([^"]+)"', html)
    assert set(pointed) <= set(ids)


def test_a_refused_field_names_its_hint_and_error(client: FlaskClient) -> None:
    html = page(client)
    assert 'aria-describedby="where-hint where-error"' in tag_of(html, "where")
    assert 'aria-invalid="true"' in tag_of(html, "where")
    assert "govuk-select--error" in tag_of(html, "county")
    assert '<span class="govuk-visually-hidden">错误：</span>请选择县（市、区）' in html
    assert "aria-invalid" not in tag_of(html, "town")


def test_a_fresh_form_shows_no_errors(client: FlaskClient) -> None:
    html = client.get("/report/where").get_data(as_text=True)
    assert "govuk-error" not in html
    assert "<title>地点在哪里？" in html


def test_the_summary_says_how_many_and_repeats_the_fields_words(client: FlaskClient) -> None:
    html = page(client)
    links = dict(re.findall(r'<a href="#([^"]+)"\s*>([^<]+)</a>', html))
    assert f"还差{len(links)}处没有填好" in html
    assert "已经填的内容都还在。" in html
    for id_, text in links.items():
        shown = html.split(f'id="{id_}-error"')[1].split("</p>")[0]
        assert text.strip() in shown


def test_the_title_of_a_refused_form_begins_with_error(client: FlaskClient) -> None:
    assert "<title>错误：地点在哪里？ - " in page(client)
    assert "<title>Error: " in page(client, "/en/report/where")


def test_the_english_summary_counts_one_and_many(app: Flask) -> None:
    with app.test_request_context("/", method="POST", environ_overrides={"portal.locale": "en"}):
        form = SampleForm(MultiDict())
        form.county.errors = ["x"]
        assert "1 thing is missing or not right" in error_summary(form)
        form.where.errors = ["y"]
        assert "2 things are missing or not right" in error_summary(form)


def test_only_fields_that_may_stay_empty_are_marked_optional(client: FlaskClient) -> None:
    html = client.get("/report/where").get_data(as_text=True)
    assert "乡镇（办事处）或村、社区（选填）" in html
    assert "具体位置（选填）" not in html
    assert "我已经核对（选填）" not in html


def test_choices_sit_in_a_fieldset_with_hints_and_the_error_leads_to_the_first(client: FlaskClient) -> None:
    html = page(client)
    assert re.search(r"<legend[^>]*>\s*问题\s*</legend>", html)
    assert 'id="category-item-hint"' in html
    assert 'aria-describedby="category-item-hint"' in tag_of(html, "category")
    assert 'href="#category"' in html
    assert re.search(r'<fieldset[^>]*aria-describedby="category-error"', html)


def test_words_of_codes_are_offered_in_the_reader_s_language(client: FlaskClient) -> None:
    assert "Unlicensed" in client.get("/en/report/where").get_data(as_text=True)


def test_what_was_entered_comes_back(client: FlaskClient) -> None:
    html = page(
        client,
        county="410822",
        where='<b>"大队院"',
        category="fire",
        also=["food", "bus"],
        due="明天",
        children="x",
    )
    assert 'value="410822" selected' in html
    assert unescape(html.split('id="where"')[1].split("</textarea>")[0].split(">", 1)[1]) == '<b>"大队院"'
    assert re.search(r'value="fire"\s+checked', html)
    assert len(re.findall(r'name="also"[^>]*checked', html)) == 2
    assert 'value="明天"' in html
    assert 'value="x"' in html


def test_passwords_do_not_come_back(client: FlaskClient) -> None:
    html = page(client, secret="correct horse")
    assert "correct horse" not in html
    assert 'autocomplete="current-password"' in tag_of(html, "secret")


def test_attributes_pass_through(client: FlaskClient) -> None:
    html = client.get("/report/where").get_data(as_text=True)
    assert 'autocomplete="tel"' in tag_of(html, "phone")
    assert 'type="tel"' in tag_of(html, "phone")
    assert 'accept="image/*"' in tag_of(html, "photos")
    assert " multiple" in tag_of(html, "photos")
    assert 'inputmode="numeric"' in tag_of(html, "children")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "没有“2026-02-30”这一天，请核对日期"),
        ("下周", "请写明年、月、日，例如2026年11月23日或2026-11-23"),
        ("", "请填写期限，例如2026年12月1日"),
    ],
)
def test_a_date_is_refused_with_its_reason(client: FlaskClient, text: str, message: str) -> None:
    assert message in page(client, due=text)


def test_a_number_that_is_none_is_told_from_nothing(client: FlaskClient) -> None:
    assert "请填写整数，例如25" in page(client, children="二十")
    assert "请填写人数，例如23" in page(client, children=" ")


def test_a_choice_that_was_not_offered_is_refused_in_chinese(client: FlaskClient) -> None:
    assert "请从列出的选项中选择" in page(client, county="999999")


def test_a_filled_form_is_accepted_and_read(client: FlaskClient) -> None:
    response = client.post(
        "/report/where",
        data={
            "county": "410822",
            "where": "  大队院\r\n东边\0　",
            "category": "unlicensed",
            "due": "２０２６年１１月２３日",
            "children": "２３",
            "number": "0417",
            "sure": "y",
        },
    )
    read = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "'where': '大队院\\n东边'" in read
    assert "datetime.date(2026, 11, 23)" in read
    assert "'children': 23" in read


def test_a_misspelt_option_is_a_mistake_of_ours(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(TypeError, match="hnit"):
        SampleForm().town(hnit="x")


def test_a_label_can_be_the_page_s_heading(app: Flask) -> None:
    with app.test_request_context("/"):
        html = SampleForm().where(heading=True)
    assert re.search(r'<h1 class="govuk-label-wrapper">\s*<label class="govuk-label govuk-label--l"', html)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0")))
def test_any_text_survives_a_refused_form(app: Flask, text: str) -> None:
    kept = text.strip()
    with app.test_request_context("/", method="POST"):
        form = SampleForm(MultiDict({"where": text, "town": text}))
        area, line = str(form.where()), str(form.town())
    between = area.split('id="where"')[1].split("</textarea>", maxsplit=1)[0].split(">", 1)[1]
    assert unescape(between) == (f"\n{kept}" if kept.startswith("\n") else kept)
    assert unescape(line.split(' value="', 1)[1].split('"', 1)[0]) == kept


def test_a_text_that_begins_with_a_line_break_keeps_it(app: Flask) -> None:
    with app.test_request_context("/"):
        form = SampleForm()
        form.where.data = "\n第二行"
        # the browser drops the first of the two
        assert ">\n\n第二行</textarea>" in form.where()
