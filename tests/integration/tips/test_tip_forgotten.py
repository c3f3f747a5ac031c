"""What was deleted is not left lying in the database's files: free pages, overflow pages, write-ahead log."""

import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from demo_city import settings_in
from small_city import COUNTY, HUAYUAN, NOW, build_city
from sqlalchemy import select

from intake.custody.founding import create_key
from intake.tips.drafts import Draft, add_photo, discard, save_draft
from intake.tips.models import DraftPhoto, Tip, TipDraft
from intake.tips.photos import CleanPhoto
from intake.tips.receiving import Submission, receive
from intake.tips.retaining import CONTACTS
from intake.tips.thread import withdraw
from intake.tips.values import Unlocked
from portal.sweeps import retain
from portal.tables import metadata
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM
from publishing.kernel.settings import Settings

TOKEN = "a-draft-that-is-thrown-away"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(settings_in(tmp_path), home=tmp_path)


@pytest.fixture
def database(settings: Settings, quick_passphrases: None) -> Iterator[Database]:
    """A file of SQLite's with the small city in it."""
    database = Database(settings.database_url)
    metadata.create_all(database.engine)
    with database.begin() as session:
        city = build_city(session)
        holders = {int(city.custodian.user_id or 0): "four quiet horses at dusk"}
        create_key(session, COUNTY, custodians=holders, actor=SYSTEM, now=NOW)
    yield database
    database.close()


def remains(settings: Settings, deleted: bytes) -> list[str]:
    """Files of the home that hold any stretch of 24 bytes of what was deleted."""
    stretches = [deleted[place : place + 24] for place in range(0, len(deleted) - 24, 24)]
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    return [
        path.name
        for path in files
        for data in (path.read_bytes(),)
        if any(part in data for part in stretches)
    ]


def test_a_draft_and_its_photo_are_gone_without_a_trace(settings: Settings, database: Database) -> None:
    photo = CleanPhoto(jpeg=secrets.token_bytes(60_000), width=20, height=20)
    with database.begin() as session:
        save_draft(session, TOKEN, Draft(text="厨房很脏" * 40, contact="13800001234"), NOW)
        add_photo(session, TOKEN, photo, NOW)
    with database.read() as session:
        sealed = [
            session.scalars(select(TipDraft.sealed)).one(),
            session.scalars(select(DraftPhoto.sealed)).one(),
        ]
    assert all(remains(settings, each) for each in sealed), "the search finds what is there"
    with database.begin() as session:
        discard(session, TOKEN)
    retain(database, settings, now=NOW)
    assert [remains(settings, each) for each in sealed] == [[], []]


def test_a_contact_that_was_kept_long_enough_is_gone_without_a_trace(
    settings: Settings, database: Database
) -> None:
    with database.begin() as session:
        received = receive(
            session,
            Submission(
                token="forgotten",
                categories=("unlicensed",),
                text="租的民房，里头二十多个孩子。",
                division_code=HUAYUAN,
                contact="13800001234",
            ),
            gazetteer=load_gazetteer(session),
            secret=b"s" * 32,
            uploads=settings.uploads,
            now=NOW,
        )
        withdraw(session, Unlocked(received.tip_id), secret=b"s" * 32, now=NOW)
        sealed = session.get_one(Tip, received.tip_id).sealed_contact
    assert sealed is not None
    assert remains(settings, sealed)
    swept = retain(database, settings, now=NOW + CONTACTS + timedelta(days=1))
    assert swept.contacts == 1
    assert remains(settings, sealed) == []


def test_a_reader_delays_forgetting_and_is_not_disturbed(settings: Settings, database: Database) -> None:
    with database.begin() as session:
        save_draft(session, TOKEN, Draft(text="厨房很脏"), NOW)
    reader = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM tip_drafts").fetchone() == (1,)
    with database.begin() as session:
        discard(session, TOKEN)
    database.forget()
    assert reader.execute("SELECT count(*) FROM tip_drafts").fetchone() == (1,)
    reader.close()
    database.forget()
    wal = Path(settings.database_url.removeprefix("sqlite:///") + "-wal")
    assert not wal.exists() or wal.stat().st_size == 0
