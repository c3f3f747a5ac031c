"""`portal demo`: a whole city with invented kindergartens, staff and tips, made by the use cases."""

import dataclasses
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from portal.demo.casework import codes_to_try, play_cases
from portal.demo.grid_play import play_grids
from portal.demo.new_places import name_places
from portal.demo.places import DEMO_COUNTIES
from portal.demo.publishing_lists import publish_lists
from portal.demo.staffing import PASSPHRASE, PASSWORD, hire_city, hire_county
from portal.migrating import migrate
from portal.tables import metadata
from portal.worker import handlers
from publishing.divisions.loading import load_divisions
from publishing.divisions.reading import ALIASES_FILE, DIVISIONS_FILE, read_aliases, read_divisions
from publishing.kernel.audit import entries_of, record
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM
from publishing.kernel.outbox import run_due
from publishing.kernel.settings import Settings

MARK = "demo"
"""Subject of the audit rows that say that a database is the demonstration's, and that it is whole."""


class DemoRefused(Exception):
    """The database holds something that the demonstration did not make."""


def demo_settings(settings: Settings, *, port: int) -> Settings:
    """The settings under which the demonstration serves: this machine only, without TLS."""
    return dataclasses.replace(
        settings, public_url=f"http://127.0.0.1:{port}", secure_cookies=False, demo=True
    )


def build_demo(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Sets everything up; a second run changes nothing. Raises DemoRefused for somebody else's database."""
    began = time.monotonic()
    database = Database(settings.database_url)
    try:
        state = _state(database)
        if state == "foreign":
            raise DemoRefused(
                f"The database {database.url.render_as_string(hide_password=True)} was not made by"
                " `portal demo`, so it is left alone. Set PORTAL_HOME to another folder."
            )
        if state == "whole":
            say("demo: already set up, nothing to do")
        else:
            if state == "half":
                say("demo: an earlier run was interrupted; beginning again")
                _empty(database)
            _build(settings, database, say)
            say(f"demo: set up in {time.monotonic() - began:.0f} s")
    finally:
        database.close()
    _welcome(settings, say)


def _state(database: Database) -> str:
    """`empty`, `foreign`, `half` or `whole`."""
    if not inspect(database.engine).has_table("audit_rows"):
        return "foreign" if inspect(database.engine).get_table_names() else "empty"
    with database.read() as session:
        marks = [entry.action for entry in entries_of(session, MARK)]
        has_rows = any(session.execute(table.select().limit(1)).first() for table in metadata.sorted_tables)
    if not has_rows:
        return "empty"
    if not marks:
        return "foreign"
    return "whole" if marks[-1] == "demo.done" else "half"


def _empty(database: Database) -> None:
    with database.engine.execution_options(mingyuan_write=True).begin() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def _build(settings: Settings, database: Database, say: Callable[[str], None]) -> None:
    now = utc_now()
    today = local_day(now)
    say("demo: 1/5 database and 2,148 divisions of Jiaozuo")
    migrate(database)
    with database.begin() as session:
        _mark(session, "demo.begin", now)
        divisions = read_divisions(DIVISIONS_FILE)
        load_divisions(session, divisions, read_aliases(ALIASES_FILE), actor=SYSTEM, now=now)
    say("demo: 2/5 offices, staff and grids")
    with database.begin() as session:
        hire_city(session, city_code=settings.city_code, now=now)
        for county in DEMO_COUNTIES:
            hire_county(session, county, today=today, now=now)
        name_places(session, today=today, now=now)
        play_grids(session, city_code=settings.city_code, today=today, now=now)
    say("demo: 3/5 eleven lists, from workbook to announcement")
    publish_lists(database, settings.home / "demo", now=now, say=say)
    say("demo: 4/5 tips, patrols and ledger items in every state")
    play_cases(settings, database, now=now)
    say("demo: 5/5 search index")
    run_due(database, handlers(database, settings), now=utc_now())
    with database.begin() as session:
        _mark(session, "demo.done", utc_now())


def _mark(session: Session, action: str, now: datetime) -> None:
    record(session, actor=SYSTEM, action=action, subject=MARK, details={}, now=now)


def _welcome(settings: Settings, say: Callable[[str], None]) -> None:
    site = settings.public_url
    say("")
    say(f"  public site    {site}/            English: {site}/en/")
    say(f"  make a report  {site}/report/     follow up: {site}/follow-up/")
    say(f"  office         {site}/office/     password of everybody: {PASSWORD}")
    for code in codes_to_try(settings):
        say(f"  receipt code   {code}   answered; asks whether it is solved")
    say("")
    for username, what in (
        ("boai-triage", "county triage 县级受理 (boai-triage2 reviews)"),
        ("boai-yueshan-1", "grid supervisor 监管责任人 of 月山镇第1责任区"),
        ("boai-yueshan-head", "head of 月山镇中心校 (review, recheck, strike-off)"),
        ("boai-editor", "county editor 名单编辑"),
        ("boai-approver", "county approver 公告审批"),
        ("boai-leader", "county leader 县级负责人"),
        ("boai-hotline", "hotline 热线登记"),
        ("boai-custodian", f"custodian 身份保管员 (passphrase: {PASSPHRASE})"),
        ("boai-custodian2", "another custodian, who may confirm a third (same passphrase)"),
        ("city-auditor", "city auditor 市级审计"),
        ("city-admin", "city administrator 系统管理员"),
    ):
        say(f"    {username:20} {what}")
    say("")
