"""Several senders at one moment: no tip twice, no number twice, none lost."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sending import SECRET, TEXT
from small_city import HUAYUAN, NOW, build_city
from sqlalchemy import select

from intake.tips.models import Tip
from intake.tips.receiving import Received, Submission, receive
from portal.tables import metadata
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.audit import verify
from publishing.kernel.db import Database


def test_taps_at_one_moment_make_one_tip_each(database: Database, tmp_path: Path) -> None:
    if database.url.database in (None, "", ":memory:"):
        # threads need a file between them
        database = Database(f"sqlite:///{tmp_path / 'city.sqlite3'}")
        metadata.create_all(database.engine)
    with database.begin() as session:
        build_city(session)
        gazetteer = load_gazetteer(session)
    together = Barrier(6)

    def tap(token: str) -> Received:
        submission = Submission(token=token, categories=("fire",), text=TEXT, division_code=HUAYUAN)
        together.wait()
        with database.begin() as session:
            return receive(
                session, submission, gazetteer=gazetteer, secret=SECRET, uploads=tmp_path / "uploads", now=NOW
            )

    with ThreadPoolExecutor(6) as pool:
        received = list(pool.map(tap, ["one", "one", "two", "two", "three", "three"]))
    with database.read() as session:
        numbers = sorted(session.scalars(select(Tip.number)))
        assert verify(session).broken_at is None
    assert numbers == ["博爱2026-0001", "博爱2026-0002", "博爱2026-0003"]
    assert [first == second for first, second in zip(received[::2], received[1::2], strict=True)] == [
        True
    ] * 3
    database.close()
