"""kill -9 of the server at random moments under load: what was acknowledged is there, whole and once."""

import io
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from crowd import Crowd, Receipt
from demo_city import settings_in
from PIL import Image
from sqlalchemy import text

from intake.tips import codes
from portal.bench.reporter import free_port
from publishing.kernel.audit import verify
from publishing.kernel.db import Database
from publishing.kernel.settings import secret

KILLS = 200
CLIENTS = 4
HERE = Path(__file__).parent


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration, for one test alone."""
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


@contextmanager
def dying_server(home: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The server that is killed, reborn as often as it dies; its standard output tells each life's number."""
    arguments = [str(home), str(port), datetime.now(UTC).isoformat()]
    paths = os.pathsep.join((str(HERE.parents[1]), str(HERE.parents[2])))
    mother = subprocess.Popen(
        [sys.executable, str(HERE / "killed_server.py"), *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield mother
    finally:
        os.killpg(mother.pid, signal.SIGKILL)
        mother.communicate()


def kill_lives(mother: "subprocess.Popen[str]", crowd: Crowd, kills: int) -> None:
    """Kills one life after another; every other one while somebody is sending."""
    chance, wait = Random(20), threading.Event().wait
    assert mother.stdout is not None
    for kill in range(kills):
        life = int(mother.stdout.readline())
        if kill == 0:
            crowd.start()
        if kill % 2:
            crowd.sending.clear()
            crowd.sending.wait(timeout=2)
            wait(chance.uniform(0, 0.03))
        else:
            wait(chance.uniform(0.02, 1.2))
        os.kill(life, signal.SIGKILL)
        if crowd.failures:
            break
    crowd.finish()


def assert_kept(home: Path, receipts: list[Receipt]) -> None:
    """Every receipt is one whole tip with its thread, route and photos; nothing else was left behind."""
    settings = settings_in(home)
    key = secret(settings, "receipts")
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
            assert verify(session).broken_at is None
            for receipt in receipts:
                typed = codes.normalise(receipt.code)
                assert typed is not None
                tip = session.execute(
                    text("SELECT * FROM tips WHERE code_digest = :digest"),
                    {"digest": codes.digest(key, typed)},
                ).one()
                assert receipt.mark in tip.text
                assert tip.number.count("-") == 1, "the running number did not replace the digest"
                assert tip.responsible_office_id
                assert '"words"' in tip.route
                assert tip.sealed_contact, "the contact is lost"
                only = {"tip": tip.id, "subject": f"tip:{tip.id}"}
                opening = "SELECT count(*) FROM tip_messages WHERE tip_id = :tip AND direction = 'report'"
                assert session.scalar(text(opening), only) == 1
                told = "SELECT count(*) FROM audit_rows WHERE subject = :subject AND action = 'tip.receive'"
                assert session.scalar(text(told), only) == 1
                if tip.state == "assigned":
                    notice = "SELECT count(*) FROM tip_messages WHERE tip_id = :tip AND direction = 'notice'"
                    assert session.scalar(text(notice), only) == 1
                photos = session.execute(text("SELECT * FROM tip_photos WHERE tip_id = :tip"), only).all()
                assert len(photos) == receipt.photos
                for row in photos:
                    data = (settings.uploads / row.file).read_bytes()
                    assert len(data) == row.size
                    assert Image.open(io.BytesIO(data)).size == (row.width, row.height)
            mine = "SELECT count(*) FROM tips WHERE text LIKE '第%号院里%'"
            assert session.scalar(text(mine)) == len(receipts), "a report was received twice"
            assert session.scalar(text("SELECT count(*) FROM tips WHERE number NOT LIKE '%-%'")) == 0
            numbers = session.scalars(text("SELECT number FROM tips")).all()
            assert len(numbers) == len(set(numbers))
    finally:
        database.close()


def test_no_receipt_is_lost_or_doubled_however_often_the_server_is_killed(home: Path) -> None:
    port = free_port()
    crowd = Crowd(port=port, clients=CLIENTS, seed=7)
    with dying_server(home, port) as mother:
        kill_lives(mother, crowd, KILLS)
    assert crowd.failures == []
    assert crowd.interruptions > KILLS / 2, "hardly anybody noticed the kills"
    assert len(crowd.receipts) > KILLS / 2
    assert {receipt.photos > 0 for receipt in crowd.receipts} == {True, False}
    assert_kept(home, crowd.receipts)
