"""api-key add, list, revoke."""

import json

import click

from portal.api.keys import add_key, list_keys, revoke_key
from portal.commands.context import acting, opened
from publishing.kernel.clock import utc_now


@click.group("api-key")
def api_key() -> None:
    """Keys of partners, whose apps may send more reports by Open311 before they wait for a look."""


@api_key.command()
@click.argument("name")
@click.option("--by", required=True, help="User name of who gives it.")
def add(name: str, by: str) -> None:
    """Make a key for the partner NAME; it is shown now and never again."""
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            key = add_key(session, name, actor=actor, now=utc_now())
    click.echo(key)


@api_key.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_all(as_json: bool) -> None:
    """Show whose keys there are, and which were revoked."""
    with opened() as (_settings, database), database.read() as session:
        keys = list_keys(session)
    if as_json:
        rows = [
            {
                "name": key.name,
                "created_at": key.created_at.isoformat(),
                "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
            }
            for key in keys
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for key in keys:
        ended = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in use"
        click.echo(f"{key.name}: given {key.created_at:%Y-%m-%d}, {ended}")


@api_key.command()
@click.argument("name")
@click.option("--by", required=True, help="User name of who ends it.")
def revoke(name: str, by: str) -> None:
    """End the key of the partner NAME for good."""
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            revoke_key(session, name, actor=actor, now=utc_now())
    click.echo(f"{name}: revoked")


COMMANDS = (api_key,)
