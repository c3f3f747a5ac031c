"""What every command needs: settings, an up-to-date database, and who acts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.migrating import current_revision, newest_revision
from publishing.kernel.accounts.queries import find_person
from publishing.kernel.db import Database
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.settings import Settings, load_settings


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """Settings and the database; leaves with exit code 1 where the schema is not current."""
    settings = load_settings()
    database = Database(settings.database_url)
    try:
        if current_revision(database) != newest_revision():
            click.echo("The database is not set up or not current: run `portal migrate` first.", err=True)
            sys.exit(1)
        yield settings, database
    finally:
        database.close()


def acting(database: Database, username: str) -> Actor:
    """The account `username` as one who acts; raises NotFound."""
    with database.read() as session:
        person = find_person(session, username)
    if person is None or not person.active:
        raise NotFound(what=f"account {username}")
    return person.actor()
