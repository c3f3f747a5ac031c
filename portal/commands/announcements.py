"""announcement draft, submit, approve, release, list."""

import json

import click

from portal.commands.context import acting, opened
from publishing.announcements.approving import approve
from publishing.announcements.drafting import draft_from_batch, submit
from publishing.announcements.queries import list_announcements
from publishing.announcements.releasing import release
from publishing.kernel.clock import utc_now

_BY = click.option("--by", required=True, help="User name of who does it.")


@click.group()
def announcement() -> None:
    """公告: drafted by one person, approved by another, then released."""


@announcement.command("draft")
@click.option("--batch", required=True, type=int, help="Batch of `register import`.")
@_BY
def draft_command(batch: int, by: str) -> None:
    """Draft an announcement of a batch and submit it for approval."""
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            drafted = draft_from_batch(session, batch, actor=actor, now=utc_now())
            submit(session, drafted.id, actor=actor, now=utc_now())
    click.echo(f"announcement {drafted.id}: {drafted.title}")
    click.echo(f"next: portal announcement approve {drafted.id} --by ANOTHER-PERSON")


@announcement.command("approve")
@click.argument("announcement_id", type=int)
@_BY
def approve_command(announcement_id: int, by: str) -> None:
    """Approve somebody else's draft."""
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            approve(session, announcement_id, actor=actor, now=utc_now())
    click.echo(f"announcement {announcement_id} approved")


@announcement.command("release")
@click.argument("announcement_id", type=int)
@_BY
def release_command(announcement_id: int, by: str) -> None:
    """Publish an approved announcement; it cannot be changed afterwards."""
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            released = release(session, announcement_id, actor=actor, now=utc_now())
    click.echo(f"released: {released.number} {released.title}")


@announcement.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_command(as_json: bool) -> None:
    """All announcements, newest first."""
    with opened() as (_settings, database), database.read() as session:
        found = list_announcements(session)
    if as_json:
        rows = [{"id": a.id, "number": a.number, "title": a.title, "state": a.state} for a in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for a in found:
        click.echo(f"{a.id}  {a.state:10}  {a.number or '-'}  {a.title}")


COMMANDS = (announcement,)
