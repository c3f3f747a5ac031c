"""Writers of one process to an SQLite file take turns."""

import threading
from pathlib import Path

from sqlalchemy import text

from publishing.kernel.db import Database


def test_no_writer_begins_before_another_has_ended_and_none_is_lost(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'queue.sqlite3'}")
    with database.begin() as session:
        session.execute(text("CREATE TABLE counted (total INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counted VALUES (0)"))

    def add() -> None:
        for _turn in range(20):
            with database.begin() as session:
                total = session.scalar(text("SELECT total FROM counted")) or 0
                session.execute(text("UPDATE counted SET total = :total"), {"total": total + 1})

    threads = [threading.Thread(target=add) for _writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(text("SELECT total FROM counted")) == 160
    database.close()


def test_a_writer_that_fails_gives_its_turn_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'queue.sqlite3'}")
    for _attempt in range(2):
        try:
            with database.begin() as session:
                session.execute(text("CREATE TABLE kept (id INTEGER)"))
                raise KeyError
        except KeyError:
            pass
    with database.begin() as session:
        session.execute(text("CREATE TABLE kept (id INTEGER)"))
    database.close()
