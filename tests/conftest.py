"""What all tests share: the servers and programs that a machine may lack.

A test that needs one asks for its fixture and is skipped, by name, where it is absent. With
MINGYUAN_REQUIRE_ALL=1 (continuous integration) every skip is a failure.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from publishing.kernel.permissions import Role

REQUIRE_ALL = os.environ.get("MINGYUAN_REQUIRE_ALL") == "1"
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def setting_or_skip(variable: str, part: str) -> str:
    """The environment variable's value; without one the test is skipped, naming the absent part."""
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"no {part} (set {variable})")
    return value


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """An SQLAlchemy address of a PostgreSQL database that tests may empty."""
    return setting_or_skip("MINGYUAN_TEST_POSTGRES_URL", "PostgreSQL")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis that tests may empty."""
    return setting_or_skip("MINGYUAN_TEST_REDIS_URL", "Redis")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium browser."""
    named = os.environ.get("MINGYUAN_TEST_CHROMIUM") or shutil.which("chromium")
    return named or setting_or_skip("MINGYUAN_TEST_CHROMIUM", "Chromium")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The path of poppler's pdftotext, which reads our PDFs back."""
    path = shutil.which("pdftotext")
    if path is None:
        pytest.skip("no pdftotext (install poppler-utils)")
    return path


@pytest.fixture(scope="session")
def qr_programs() -> tuple[str, str]:
    """The paths of poppler's pdftoppm and of zbarimg, which together scan a QR code of a PDF."""
    paths = (shutil.which("pdftoppm"), shutil.which("zbarimg"))
    if paths[0] is None or paths[1] is None:
        pytest.skip("no QR code reader (install poppler-utils and zbar-tools)")
    return paths[0], paths[1]


@pytest.fixture(scope="session")
def openssl() -> str:
    """The path of openssl, which checks our signatures as a stranger would."""
    path = shutil.which("openssl")
    if path is None:
        pytest.skip("no openssl (install openssl)")
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    """pytest-playwright starts the machine's own Chromium; as root only without its sandbox."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """None: browser tests go to full addresses. (pytest-playwright's own fixture warns under pytest 9.)"""
    return None


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every application of a run, in every worker, takes templates from one folder once they are compiled.

    Jinja keeps them by their source: a changed template is another one."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "templates"
    shared.mkdir(exist_ok=True)
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(shared))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This worker's own copy of the demonstration: database, keys, index."""
    # imported here: a unit test must not wait for the whole application
    from demo_city import build_template

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(build_template(shared / "demo-template"), home)
    return home


@pytest.fixture(scope="session")
def app(demo_home: Path) -> Iterator[Flask]:
    """The whole application over the demonstration. Tests share it: they add to it, and expect no counts."""
    from demo_city import settings_in

    from portal.app import create_app

    application = create_app(settings_in(demo_home))
    yield application
    application.extensions["mingyuan.database"].close()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Role], FlaskClient]:
    """A client of somebody of the role, signed in through the page."""

    from demo_city import PASSWORD, USERNAMES

    def enter(role: Role) -> FlaskClient:
        client = app.test_client()
        page = client.get("/office/sign-in").text
        token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        fields = {"csrf_token": token, "username": USERNAMES[role], "password": PASSWORD}
        response = client.post("/office/sign-in", data=fields)
        assert response.status_code == 302, response.text
        return client

    return enter


@pytest.fixture
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at its lightest, for tests that wrap and open many keys."""
    from intake.custody import wrapping

    monkeypatch.setattr(wrapping, "PASSES", 1)
    monkeypatch.setattr(wrapping, "MEMORY", 8192)


def no_skip(report: Report) -> Report:
    """The report of a skip as one of a failure, when everything is required."""
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but MINGYUAN_REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return no_skip((yield))
