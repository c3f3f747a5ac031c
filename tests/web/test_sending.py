"""What goes over the line: compressed where it may be, no secret in it, no file that no page uses."""

import gzip
from http import HTTPStatus

import pytest
from flask import Flask

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize(
    ("name", "mimetype"), [("mingyuan.css", "text/css"), ("govuk-frontend.min.js", "text/javascript")]
)
def test_styles_and_scripts_are_sent_compressed_and_kept_under_their_hash(
    app: Flask, name: str, mimetype: str
) -> None:
    client = app.test_client()
    plain = client.get(f"/static/build/{name}", buffered=True)
    squeezed = client.get(f"/static/build/{name}?v=1", headers=GZIP, buffered=True)
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert squeezed.mimetype == mimetype
    assert gzip.decompress(squeezed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "immutable" in squeezed.headers["Cache-Control"]
    assert "immutable" not in plain.headers["Cache-Control"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "build/fonts/NotoSansSC_400Regular.ttf",
        "scss/mingyuan.scss",
        "build/mingyuan.css.gz",
        "../portal/app.py",
    ],
)
def test_files_that_no_page_uses_are_not_sent(app: Flask, path: str) -> None:
    assert app.test_client().get(f"/static/{path}").status_code == HTTPStatus.NOT_FOUND


def test_public_pages_are_compressed_where_that_is_accepted(app: Flask) -> None:
    client = app.test_client()
    squeezed = client.get("/announcements/6", headers=GZIP)
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "公告" in gzip.decompress(squeezed.data).decode()
    plain = client.get("/announcements/6")
    assert "Content-Encoding" not in plain.headers
    assert len(squeezed.data) < len(plain.data) / 3


@pytest.mark.parametrize("path", ["/report/", "/follow-up/", "/office/sign-in", "/search?q=小博士"])
def test_pages_with_a_token_or_of_one_person_are_never_compressed(app: Flask, path: str) -> None:
    assert "Content-Encoding" not in app.test_client().get(path, headers=GZIP).headers
