"""A full disk, a locked database, no database: a clear 503, nothing acknowledged, nothing entered lost."""

import io
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from demo_city import settings_in
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from intake.tips import photos
from portal.app import create_app
from portal.bench.raw import photo
from portal.bench.reporter import code_in, token_in
from publishing.kernel.db import Database

SEEN = "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。" * 60
"""More than a page of the database: it cannot be kept where no page can be added."""
WHERE = {"county": "410822000000", "town": "月山镇花园村", "detail": "大队院东边第二家"}


@dataclass
class Site:
    """The application over a copy of the demonstration, a browser, and ways to break the storage."""

    home: Path
    database: Database
    client: FlaskClient
    now: datetime

    def page(self, path: str) -> str:
        response = self.client.get(path)
        assert response.status_code == 200, (path, response.status_code, response.location)
        return response.text

    def submit(self, path: str, data: dict[str, Any]) -> TestResponse:
        return self.client.post(path, data={"csrf_token": token_in(self.page(path)), **data})

    def fill(self, *, upto: str) -> None:
        """Answers every step before `upto`."""
        answers: dict[str, dict[str, Any]] = {
            "what": {"categories": ["unlicensed"]},
            "where": WHERE,
            "seen": {"kindergarten_name": "小星芽", "text": SEEN},
            "photos": {"photos": (io.BytesIO(photo()), "a.jpg")},
            "contact": {},
        }
        self.submit("/report/", {})
        for step, fields in answers.items():
            if step == upto:
                break
            assert self.submit(f"/report/{step}", fields).status_code == 303
        self.now += timedelta(minutes=3)

    def counts(self) -> tuple[int, int]:
        """Tips, and files of photos."""
        with self.database.read() as session:
            tips = session.scalar(text("SELECT count(*) FROM tips")) or 0
        return tips, sum(path.is_file() for path in (self.home / "uploads").rglob("*"))

    def fill_the_disk(self) -> None:
        """No page can be added to the database, and none is free."""
        with sqlite3.connect(self.home / "mingyuan.sqlite3") as raw:
            raw.execute("CREATE TABLE IF NOT EXISTS ballast (body BLOB)")
            free = raw.execute("PRAGMA freelist_count").fetchone()[0]
            for _page in range(free + 4):
                raw.execute("INSERT INTO ballast VALUES (zeroblob(4000))")
        raw.close()
        self.limit_pages()

    def limit_pages(self) -> None:
        """Every connection from now on refuses to let the database grow."""
        self.database.close()
        event.listen(self.database.engine, "connect", _no_growth)

    def make_room(self) -> None:
        self.database.close()
        event.remove(self.database.engine, "connect", _no_growth)

    def resume(self, response: TestResponse) -> TestResponse:
        """Presses 继续提交 on the page that gave the form back."""
        form = response.text.split("<main")[1]
        fields = {
            unescape(name): unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        }
        target = re.search(r'action="([^"]+)"', form)
        assert target is not None
        return self.client.post(unescape(target[1]), data=fields)


def _no_growth(connection: Any, _record: object) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")


@pytest.fixture
def site(demo_home: Path, tmp_path: Path) -> Iterator[Site]:
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    settings = settings_in(home)
    database = Database(settings.database_url)

    @event.listens_for(database.engine, "connect")
    def impatient(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    site = Site(home, database, None, datetime.now(UTC))  # type: ignore[arg-type]
    site.client = create_app(settings, database=database, clock=lambda: site.now).test_client()
    yield site
    database.close()


def assert_given_back(response: TestResponse, *entered: str) -> None:
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "暂时没有保存成功，内容都还在" in response.text
    assert "继续提交" in response.text
    for words in entered:
        assert words in unescape(response.text)


def test_on_a_full_disk_an_answer_comes_back_and_can_be_sent_again(site: Site) -> None:
    site.fill(upto="seen")
    token = token_in(site.page("/report/seen"))
    site.fill_the_disk()
    response = site.client.post(
        "/report/seen", data={"csrf_token": token, "kindergarten_name": "小星芽", "text": SEEN}
    )
    assert_given_back(response, SEEN, "小星芽")
    assert "大队院东边第二家" in site.page("/report/where")
    site.make_room()
    assert site.resume(response).location == "/report/photos"
    assert SEEN in site.page("/report/seen")


def test_on_a_full_disk_no_receipt_is_shown_and_the_draft_stays(site: Site) -> None:
    site.fill(upto="check")
    token = token_in(site.page("/report/check"))
    before = site.counts()
    site.fill_the_disk()
    response = site.client.post("/report/check", data={"csrf_token": token})
    assert_given_back(response)
    assert site.client.get("/report/sent").location.startswith("/report/")
    assert site.counts() == before
    assert SEEN in site.page("/report/check")
    site.make_room()
    assert site.resume(response).location == "/report/sent"
    assert code_in(site.page("/report/sent"))
    assert site.counts() == (before[0] + 1, before[1] + 1)


def test_a_photo_that_cannot_be_written_stops_the_report_from_being_acknowledged(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.fill(upto="check")
    token = token_in(site.page("/report/check"))
    before = site.counts()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(photos.os, "fsync", full)
        response = site.client.post("/report/check", data={"csrf_token": token})
    assert_given_back(response)
    assert site.counts() == before
    assert site.resume(response).location == "/report/sent"
    assert site.counts() == (before[0] + 1, before[1] + 1)


def test_a_locked_database_gives_the_answer_back(site: Site) -> None:
    site.fill(upto="seen")
    token = token_in(site.page("/report/seen"))
    with sqlite3.connect(site.home / "mingyuan.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        response = site.client.post("/report/seen", data={"csrf_token": token, "text": SEEN})
        assert_given_back(response, SEEN)
        other.execute("ROLLBACK")
    other.close()
    assert site.resume(response).location == "/report/photos"


def test_without_the_database_pages_say_so_and_forms_come_back(site: Site) -> None:
    site.fill(upto="seen")
    token = token_in(site.page("/report/seen"))
    site.database.close()
    away = site.home.with_name("away")
    site.home.rename(away)
    site.home.touch()  # nothing can be opened below a file
    response = site.client.post("/report/seen", data={"csrf_token": token, "text": SEEN})
    assert_given_back(response, SEEN)
    gone = site.client.get("/report/what")
    assert gone.status_code == 503
    assert "本站正在维护" in gone.text
    site.home.unlink()
    away.rename(site.home)
    assert site.resume(response).location == "/report/photos"


def test_the_log_of_an_outage_holds_nothing_that_was_entered(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.fill(upto="seen")
    token = token_in(site.page("/report/seen"))
    site.fill_the_disk()
    site.client.post("/report/seen", data={"csrf_token": token, "kindergarten_name": "小星芽", "text": SEEN})
    assert "the database failed" in caplog.text
    assert "小星芽" not in caplog.text
    assert SEEN[:10] not in caplog.text
