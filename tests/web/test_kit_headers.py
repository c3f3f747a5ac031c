"""Security headers on every response."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from kit_sample import make_app

from portal.security import CONTENT_SECURITY_POLICY


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(tmp_path_factory.mktemp("translations"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


EVERYWHERE = [
    "/search",
    "/nothing",
    "/break",
    "/abort/429",
    "/text-size",
    "/static/icons/mark.svg",
    "/api/v1/abort/404",
]


@pytest.mark.parametrize("path", [*EVERYWHERE, *(f"/en{path}" for path in EVERYWHERE)])
def test_every_response_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_the_policy_allows_nothing_by_default_and_nothing_inline() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; ")
    for word in ("unsafe", "data:", "http:", "https:", "*"):
        assert word not in CONTENT_SECURITY_POLICY


def test_https_is_remembered_only_over_https(client: FlaskClient) -> None:
    assert client.get("/search", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_dynamic_pages_are_not_stored(client: FlaskClient) -> None:
    assert client.get("/search").headers["Cache-Control"] == "no-store"
    assert client.get("/nothing").headers["Cache-Control"] == "no-store"


def test_what_a_view_sets_stays(client: FlaskClient) -> None:
    headers = client.get("/cached").headers
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search", 200),
        ("/parts", 200),
        ("/office/work", 200),
        ("/report/where", 200),
        ("/nothing", 404),
        ("/break", 500),
    ],
)
def test_no_page_has_inline_script_or_style(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    page = response.get_data(as_text=True)
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/js/mingyuan.js')
    assert "javascript:" not in page
    assert " onclick" not in page


def test_forms_can_be_sent_over_https_without_a_referrer(tmp_path: Path) -> None:
    client = make_app(tmp_path).test_client()
    page = client.get("/report/where", base_url="https://localhost").get_data(as_text=True)
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    answer = client.post("/report/where", base_url="https://localhost", data={"csrf_token": token})
    assert answer.status_code == 422  # refused for its empty fields, not for the missing Referer
