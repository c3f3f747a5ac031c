"""A dump of PostgreSQL holds nothing that identifies a reporter. (SQLite's files: `test_canary_leaks`.)"""

import shutil
import subprocess
from pathlib import Path

import pytest
from canary_forms import leaks
from sending import SECRET, Send
from small_city import COUNTY, NOW, City
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.custody.founding import create_key
from intake.custody.unlocking import unlock
from intake.tips.drafts import Draft, save_draft
from intake.tips.thread import answer
from intake.tips.unsealing import unseal
from intake.tips.values import Unlocked
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM

NAME, PHONE, LATER = "欧阳菡萏", "13949127758", "13949120064"
HARMLESS = "门口有棵歪脖子皂角树"
PASSPHRASE = "four quiet horses at dusk"


@pytest.fixture
def told(session: Session, city: City, send: Send, quick_passphrases: None) -> City:
    """A report with everything planted, an answer, an opening, and a draft that is under way."""
    create_key(
        session, COUNTY, custodians={int(city.custodian.user_id or 0): PASSPHRASE}, actor=SYSTEM, now=NOW
    )
    tip_id = send(text=f"{HARMLESS}。我叫{NAME}，电话{PHONE}。", contact_name=NAME, contact=PHONE).tip_id
    answer(session, Unlocked(tip_id), f"打{LATER}", contact=LATER, secret=SECRET, now=NOW)
    save_draft(session, "token", Draft(text=f"{NAME}{PHONE}", contact=PHONE, contact_name=NAME), NOW)
    keyring = unlock(session, PASSPHRASE, actor=city.custodian, now=NOW)
    opened = unseal(
        session,
        tip_id,
        keyring=keyring,
        cause="contact",
        reason="核实",
        form="once",
        actor=city.custodian,
        now=NOW,
    )
    assert (opened.name, opened.contact) == (NAME, f"{PHONE}；{LATER}")
    session.commit()
    return city


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_every_table_of_postgresql_and_its_dump(told: City, database: Database, tmp_path: Path) -> None:
    with database.engine.connect() as connection:
        tables = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        cursor = connection.connection.cursor()
        for table in list(tables):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:  # type: ignore[attr-defined]
                (tmp_path / f"{table}.copy").write_bytes(b"".join(bytes(row) for row in rows))
    if shutil.which("pg_dump"):
        address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        for form in ("plain", "custom"):
            command = ["pg_dump", "--dbname", address, "--format", form, "--file", str(tmp_path / form)]
            subprocess.run(command, check=True)
    assert leaks(tmp_path, [HARMLESS])
    assert leaks(tmp_path, [NAME, PHONE, LATER, PASSPHRASE]) == []
