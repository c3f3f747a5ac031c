"""Error pages and the page that gives a late form back."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from kit_sample import make_app

from portal.errors import DOMAIN_PROBLEMS, PROBLEMS, REASONS, Problem, describe, resume_page


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(tmp_path_factory.mktemp("translations"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


STATUSES = [400, 403, 404, 405, 413, 415, 429, 500, 503]


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_says_what_happened_and_how_to_mend_it_in_both_languages(
    client: FlaskClient, status: int
) -> None:
    problem = PROBLEMS[status]
    chinese = client.get(f"/abort/{status}")
    english = client.get(f"/en/abort/{status}")
    assert chinese.status_code == english.status_code == status
    page = unescape(chinese.get_data(as_text=True))
    for text in (problem.title, problem.what, problem.mend):
        assert str(text) in page
    assert 'lang="en"' in english.get_data(as_text=True)
    main = english.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    assert not re.search(r"[\u4e00-\u9fff]", main)


def test_an_unforeseen_error_shows_no_details(client: FlaskClient) -> None:
    response = client.get("/break")
    assert response.status_code == 500
    assert "disk on fire" not in response.get_data(as_text=True)
    assert "本站出了故障" in response.get_data(as_text=True)


def test_an_error_page_needs_no_context_processor(tmp_path: object, app: Flask) -> None:
    def broken() -> dict[str, object]:
        raise RuntimeError("no database")

    app.template_context_processors[None].append(broken)
    try:
        response = app.test_client().get("/search")
    finally:
        app.template_context_processors[None].remove(broken)
    assert response.status_code == 500
    assert "本站出了故障" in response.get_data(as_text=True)


def test_an_error_with_an_odd_status_is_explained_as_its_kind(client: FlaskClient) -> None:
    response = client.get("/abort/418")
    assert response.status_code == 418
    assert "这次提交的内容不完整" in response.get_data(as_text=True)


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    response = client.delete("/search", headers={"X-CSRFToken": "x"})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_too_many_requests_say_when_to_come_back(client: FlaskClient) -> None:
    assert client.get("/abort/429").headers["Retry-After"] == "60"


def test_an_upload_that_is_too_large_is_explained(app: Flask) -> None:
    big = {"paper": (io.BytesIO(b"x" * 300_000), "a.pdf")}
    response = app.test_client().post("/report/where", data=big)
    assert response.status_code == 413
    assert "上传的内容太大" in response.get_data(as_text=True)


def test_errors_of_the_api_are_problem_details(client: FlaskClient) -> None:
    response = client.get("/en/api/v1/abort/404")
    assert response.mimetype == "application/problem+json"
    assert response.get_json() == {
        "type": "about:blank",
        "title": "Page not found",
        "status": 404,
        "detail": "The address may be incomplete, or the page may have moved. "
        "Check the address, or look again from the home page.",
        "code": "not_found",
    }


def test_the_refusal_of_a_use_case_becomes_a_page(client: FlaskClient) -> None:
    response = client.get("/refuse/same-person")
    assert response.status_code == 403
    assert "这一步要换一个人办" in response.get_data(as_text=True)


def test_a_refusal_names_the_state_in_words(client: FlaskClient) -> None:
    assert "目前的状态是“已办结”" in client.get("/refuse/wrong-state").get_data(as_text=True)
    assert "It is now &#34;Concluded&#34;" in client.get("/en/refuse/wrong-state").get_data(as_text=True)


def test_the_refusal_of_a_use_case_in_the_api_has_its_code(client: FlaskClient) -> None:
    response = client.get("/api/v1/refuse/wrong-state")
    assert response.status_code == 409
    assert response.get_json()["code"] == "wrong_state"
    assert "已办结" in response.get_json()["detail"]


def test_a_refusal_without_a_sentence_of_its_own_is_explained_by_its_status(client: FlaskClient) -> None:
    response = client.get("/refuse/not-found")
    assert response.status_code == 404
    assert "找不到这个页面" in response.get_data(as_text=True)


def test_a_code_is_described_once() -> None:
    problem = Problem(title="甲", what="乙", mend="丙")
    describe("kit_test", problem)
    try:
        with pytest.raises(ValueError, match="kit_test"):
            describe("kit_test", problem)
    finally:
        del DOMAIN_PROBLEMS["kit_test"]


def entered(page: str) -> list[tuple[str, str]]:
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(unescape(name), unescape(value)) for name, value in pairs if name != "csrf_token"]


def test_a_form_that_came_too_late_comes_back_whole(client: FlaskClient) -> None:
    data = {"csrf_token": "stale", "where": '大队院"<b>\n东边', "also": ["food", "bus"], "town": ""}
    response = client.post("/en/report/where?step=2", data=data)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "What you entered is still there" in page
    assert 'action="/en/report/where?step=2"' in page
    assert entered(page) == [("where", '大队院"<b>\n东边'), ("also", "food"), ("also", "bus"), ("town", "")]


def test_the_form_that_came_back_can_be_sent(app: Flask) -> None:
    client = app.test_client()
    page = client.post("/report/where", data={"where": "大队院", "town": "清化"}).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    again = client.post("/report/where", data=dict([*entered(page), ("csrf_token", token)]))
    assert again.status_code == 422
    assert 'value="清化"' in again.get_data(as_text=True)


def test_passwords_are_left_out_and_the_page_says_so(client: FlaskClient) -> None:
    page = client.post("/report/where", data={"password": "correct horse", "town": "清化"}).get_data(
        as_text=True
    )
    assert "correct horse" not in page
    assert "密码不会保留" in page
    assert entered(page) == [("town", "清化")]


def test_files_are_asked_for_again(client: FlaskClient) -> None:
    data = {"town": "清化", "photos": [(io.BytesIO(b"a"), "1.jpg"), (io.BytesIO(b"b"), "2.jpg")]}
    page = client.post("/report/where", data=data).get_data(as_text=True)
    assert page.count('type="file"') == 1
    assert 'name="photos" type="file"' in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_sent_from_another_site_is_not_offered_again(client: FlaskClient, site: str) -> None:
    response = client.post("/report/where", data={"town": "清化"}, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 400
    assert "继续提交" not in response.get_data(as_text=True)


def test_the_api_answers_a_missing_token_in_json(client: FlaskClient) -> None:
    response = client.post("/api/v1/anything", data={"a": "b"})
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/x", "/\\evil.example"])
def test_a_resumed_form_never_leaves_the_site(app: Flask, target: str) -> None:
    with app.test_request_context("/"), pytest.raises(ValueError, match="leave this site"):
        resume_page(target, [], "form_expired")


def test_an_expired_session_is_resumed_as_a_success(app: Flask) -> None:
    with app.test_request_context("/office/sign-in", method="POST"):
        response = resume_page("/office/tips/1", [("reason", "x")], "session_expired")
    assert response.status_code == 200
    assert str(REASONS["session_expired"].title) in response.get_data(as_text=True)
