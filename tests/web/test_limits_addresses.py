"""Whom a request is counted for: the visitor and never our own proxy; an IPv6 household as one; nobody by
name."""

import dataclasses
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, request

from portal.app import create_app
from portal.limits import client_address
from publishing.kernel.errors import BadSetting
from publishing.kernel.settings import load_settings


@contextmanager
def application(home: Path, *, proxies: int) -> Iterator[Flask]:
    settings = dataclasses.replace(
        load_settings({}, env_file=home / "none"),
        home=home,
        database_url=f"sqlite:///{home / 'test.sqlite3'}",
        trusted_proxies=proxies,
    )
    app = create_app(settings)
    seen: list[tuple[str, bool]] = []
    app.extensions["seen"] = seen
    app.before_request(lambda: seen.append((client_address(), request.is_secure)))
    yield app
    app.extensions["mingyuan.database"].close()


def address_of(app: Flask, peer: str, forwarded: str = "", proto: str = "") -> tuple[str, bool]:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    headers |= {"X-Forwarded-Proto": proto} if proto else {}
    app.test_client().get("/healthz", environ_base={"REMOTE_ADDR": peer}, headers=headers)
    return app.extensions["seen"][-1]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "", "10.9.8.7"),
        (0, "203.0.113.5", "10.9.8.7"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 198.51.100.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.9.8.7"),
        (1, "", "10.9.8.7"),
    ],
)
def test_only_our_own_proxies_are_believed(
    tmp_path: Path, proxies: int, forwarded: str, counted: str
) -> None:
    with application(tmp_path, proxies=proxies) as app:
        assert address_of(app, "10.9.8.7", forwarded)[0] == counted


def test_a_trusted_proxy_says_whether_the_line_is_encrypted(tmp_path: Path) -> None:
    with application(tmp_path, proxies=1) as app:
        assert address_of(app, "10.9.8.7", "203.0.113.5", "https") == ("203.0.113.5", True)
    with application(tmp_path, proxies=0) as app:
        assert address_of(app, "10.9.8.7", "203.0.113.5", "https") == ("10.9.8.7", False)


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
    ],
)
def test_a_household_counts_as_one(tmp_path: Path, peer: str, counted: str) -> None:
    with application(tmp_path, proxies=0) as app:
        assert address_of(app, peer)[0] == counted


def test_a_proxy_that_nobody_told_us_of_is_warned_about_once_without_any_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with application(tmp_path, proxies=0) as app, caplog.at_level(logging.WARNING):
        for _request in range(3):
            address_of(app, "10.9.8.7", "203.0.113.5")
    warned = [record.getMessage() for record in caplog.records]
    assert len(warned) == 1
    assert "PORTAL_TRUSTED_PROXIES" in warned[0]
    assert "203.0.113.5" not in caplog.text
    assert "10.9.8.7" not in caplog.text


@pytest.mark.parametrize("value", ["-1", "6", "yes", "1.5", "²"])
def test_a_number_of_proxies_that_is_none_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as refused:
        load_settings({"PORTAL_TRUSTED_PROXIES": value}, env_file=tmp_path / "none")
    assert refused.value.values["variable"] == "PORTAL_TRUSTED_PROXIES"
