"""/api/v1/verdict: the answer of 查一查 for programs."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from public_sample import Published, publish


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    made = publish(tmp_path_factory.mktemp("verdict"))
    yield made
    made.database.close()


@pytest.fixture
def client(published: Published) -> FlaskClient:
    return published.app.test_client()


def test_one_kindergarten_is_told_with_its_source(client: FlaskClient) -> None:
    body = client.get(f"/api/v1/verdict?q={quote('月山镇中心幼儿园有证吗')}").get_json()
    assert (body["decision"], body["verdict"], body["as_of"]) == ("one", "licensed", "2026-11-23")
    source = body["kindergarten"]["source"]
    assert source["number"].startswith("博教公告")
    assert source["authority"]
    assert source["dated_on"] == "2026-11-20"
    assert body["kindergarten"]["url"].endswith(f"/kindergartens/{body['kindergarten']['id']}")


def test_a_county_and_a_day_narrow_the_question(client: FlaskClient) -> None:
    name = quote("小博士幼儿园")
    assert client.get(f"/api/v1/verdict?q={name}").get_json()["verdict"] == "ambiguous"
    two = client.get(f"/api/v1/verdict?q={name}&county=410822").get_json()
    assert {one["county"] for one in two["candidates"]} == {"博爱县"}
    before = client.get(f"/api/v1/verdict?q={name}&as_of=2020-01-01").get_json()
    assert (before["verdict"], before["candidates"], before["as_of"]) == ("not_on_register", [], "2020-01-01")


def test_the_same_answer_again_is_not_sent_again(client: FlaskClient) -> None:
    address = f"/api/v1/verdict?q={quote('月山镇中心幼儿园')}"
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/api/v1/verdict?q=a", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "bad_question"),
        ("q=%20", 422, "bad_question"),
        ("q=" + "a" * 201, 422, "bad_question"),
        ("q=a&as_of=yesterday", 422, "bad_day"),
        ("q=a&as_of=2027-01-01", 422, "bad_day"),
        ("q=a&county=999999", 404, "unknown_county"),
    ],
)
def test_a_question_that_cannot_be_asked_is_a_problem_in_words(
    client: FlaskClient, query: str, status: int, code: str
) -> None:
    for root in ("", "/en"):
        response = client.get(f"{root}/api/v1/verdict?{query}")
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        assert response.get_json(force=True)["code"] == code


HOSTILE = [
    "幼" * 200,
    "\U0001f9d2" * 50,
    "\x01\x02\x1b[31m\x7f",
    "\x00",
    "AND OR NOT name:* ~2^3 [a TO z] \"'",
    "*:* county:410822 +小 -大 (((",
    "'; DROP TABLE kindergartens; --",
    "' OR 1=1 --",
    "\u202e园儿幼\u2066\u200f",
    "مدرسة",
    "%",
    "_",
    "%%%___",
    "\\",
    "{{7*7}}",
    "../../etc/passwd",
    "1" * 200,
    "a1" * 100,
    "，。！？；：、",
    "\ufffd\ud7ff\ufdd0",
    "幼儿园 " * 40,
    "k\u0301" * 90,
    "ﷺ" * 60,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_asked_there_is_an_answer(client: FlaskClient, text: str) -> None:
    for address in (f"/search?q={quote(text)}", f"/en/search?q={quote(text)}&status=licensed&county=410822"):
        page = client.get(address)
        assert page.status_code in (200, 422), address
        assert "<h1" in page.get_data(as_text=True)
    assert client.get(f"/api/v1/verdict?q={quote(text)}").status_code in (200, 422)


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%ED%A0%80%ED%B0%80", "%FF%FE", "%", "%zz", "%u5E7C"])
def test_bytes_that_are_no_text_are_answered_too(client: FlaskClient, raw: str) -> None:
    assert client.get(f"/search?q={raw}").status_code in (200, 422)
    assert client.get(f"/api/v1/verdict?q={raw}").status_code in (200, 422)
    assert client.get("/search?q=" + raw * 3000).status_code == 422


def test_a_program_that_asks_too_often_is_told_when_to_come_again(client: FlaskClient) -> None:
    answers = [
        client.get("/api/v1/verdict?q=a", environ_base={"REMOTE_ADDR": "203.0.113.9"}) for _ in range(121)
    ]
    assert {one.status_code for one in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")


def test_the_explanation_gives_an_example_that_works(client: FlaskClient) -> None:
    for root in ("", "/en"):
        page = client.get(f"{root}/about/verdict-api").get_data(as_text=True)
        assert "/api/v1/verdict" in page
        assert "not_on_register" in page
