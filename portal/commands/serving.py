"""demo, serve, worker, migrate, doctor."""

import dataclasses
import json
import multiprocessing
import os
import re
import sys
import threading

import click
from granian.constants import Interfaces
from granian.server import MPServer as Granian

from intake.deadlines.queries import calendar_of
from portal.commands.calendar import calendar_missing
from portal.commands.context import opened
from portal.commands.identities import custody_problems
from portal.demo.building import DemoRefused, build_demo, demo_settings
from portal.migrating import current_revision, migrate, newest_revision
from portal.provider import provider_problems
from portal.worker import work_until
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings, load_settings
from publishing.registry.queries import count_all
from publishing.search.opening import needs_building


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
@click.option("--no-serve", is_flag=True, help="Set everything up and stop.")
def demo(port: int, no_serve: bool) -> None:
    """Set up a city with invented kindergartens, staff and tips on SQLite, and serve it."""
    settings = demo_settings(load_settings(), port=port)
    try:
        build_demo(settings, say=click.echo)
    except DemoRefused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    if no_serve:
        return
    # the server's processes read their settings from the environment
    os.environ |= {
        "PORTAL_HOME": str(settings.home),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_PUBLIC_URL": settings.public_url,
        "PORTAL_SECURE_COOKIES": "no",
        "PORTAL_DEMO": "yes",
    }
    _serve_with_worker(settings, "127.0.0.1", port)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Server processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site; jobs are run by `portal worker`."""
    with opened():
        pass  # says what is wrong with settings and schema before anything is served
    _granian(host, port, workers).serve()


@click.command()
def worker() -> None:
    """Run the jobs that are left in the outbox, until interrupted."""
    with opened() as (settings, database):
        click.echo("worker: waiting for jobs")
        stop = threading.Event()
        try:
            work_until(stop, database, settings)
        except KeyboardInterrupt:
            stop.set()


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the present schema."""
    settings = load_settings()
    database = Database(settings.database_url)
    before = current_revision(database)
    migrate(database)
    click.echo(f"schema: {before or 'empty'} -> {current_revision(database)}")
    database.close()


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """List every setting with its value, and what is wrong; exit code 1 if anything is."""
    settings = load_settings()
    values = {
        f"PORTAL_{f.name.upper()}": str(getattr(settings, f.name)) for f in dataclasses.fields(settings)
    }
    values["PORTAL_DATABASE_URL"] = Database(settings.database_url).url.render_as_string(hide_password=True)
    values["PORTAL_MAIL_URL"] = re.sub(r"(?<=:)[^:@/]+(?=@)", "***", settings.mail_url)
    values["PORTAL_OIDC_CLIENT_SECRET"] = "***" if settings.oidc_client_secret else ""
    problems = list(_problems(settings))
    if as_json:
        click.echo(json.dumps({"settings": values, "problems": problems}, ensure_ascii=False))
    else:
        for name, value in values.items():
            click.echo(f"{name}={value}")
        for problem in problems:
            click.echo(f"problem: {problem}", err=True)
    sys.exit(1 if problems else 0)


def _problems(settings: Settings) -> list[str]:
    found = []
    database = Database(settings.database_url)
    try:
        revision = current_revision(database)
        if revision != newest_revision():
            found.append(f"schema is {revision or 'empty'}, not {newest_revision()}: run `portal migrate`")
        else:
            found += _calendar_problems(database)
            found += custody_problems(database)
            if needs_building(settings) and _has_register(database):
                found.append("no usable search index: the worker builds it, or `portal search index`")
    except Exception as error:  # whatever the driver says, the operator needs to read it
        found.append(f"database cannot be used: {error}")
    finally:
        database.close()
    found += provider_problems(settings, now=utc_now())
    keys = settings.keys
    if keys.exists() and keys.stat().st_mode & 0o077:
        found.append(f"{keys} can be read by other users: chmod 700")
    return found


def _has_register(database: Database) -> bool:
    with database.read() as session:
        return count_all(session) > 0


def _calendar_problems(database: Database) -> list[str]:
    with database.read() as session:
        year = calendar_of(session).missing(local_day(utc_now()))
    return [calendar_missing(year)] if year is not None else []


def _serve_with_worker(settings: Settings, host: str, port: int) -> None:
    # A process of its own, not a thread: the server forks, and a fork while another thread is inside SQLite
    # leaves the child with SQLite's locks taken for ever.
    jobs = multiprocessing.get_context("spawn").Process(target=_work, args=(settings,), daemon=True)
    jobs.start()
    try:
        _granian(host, port, 1).serve()
    finally:
        jobs.terminate()
        jobs.join()


def _work(settings: Settings) -> None:
    """Runs jobs until the process is ended; a job that is cut off is run again, being idempotent."""
    work_until(threading.Event(), Database(settings.database_url), settings)


def server_processes() -> int:
    """How many server processes keep this machine busy: one for each processor."""
    return os.cpu_count() or 1


def _granian(host: str, port: int, workers: int) -> Granian:
    # no access log: it would keep visitors' addresses (DESIGN §5)
    return Granian(
        "portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # pages wait for the database now and then, never long: two threads a processor keep it busy
        blocking_threads=2 * (os.cpu_count() or 1),
        websockets=False,
        log_access=False,
    )


COMMANDS = (demo, serve, worker, migrate_command, doctor)
