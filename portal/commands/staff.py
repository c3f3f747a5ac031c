"""staff add, staff invite, grid load."""

import json
import sys
from pathlib import Path

import click

from intake.grid.loading import load_grids
from portal.commands.context import acting, opened
from publishing.kernel.accounts.adding import POSITIONS, add_person
from publishing.kernel.accounts.inviting import invite
from publishing.kernel.accounts.queries import find_person, list_offices
from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import SYSTEM
from publishing.kernel.permissions import Role

_ROLES = [role.value for role in Role if role not in (Role.SYSTEM, Role.REPORTER)]


@click.group()
def staff() -> None:
    """People who sign in."""


@staff.command()
@click.argument("username")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(_ROLES))
@click.option("--office", required=True, help="Name of the office.")
@click.option("--position", default="", type=click.Choice(["", *POSITIONS]), help="Supervisors only (三2).")
@click.option(
    "--password", default=None, help="At least 12 characters; without one an invitation is printed."
)
def add(  # noqa: PLR0917 (click passes options by name)
    username: str, name: str, role: str, office: str, position: str, password: str | None
) -> None:
    """Add an account. Without a password it prints an invitation code for /office/first-sign-in, once."""
    with opened() as (_settings, database), database.begin() as session:
        found = next((o for o in list_offices(session) if o.name == office), None)
        if found is None:
            raise NotFound(what=f"office {office}")
        person = add_person(
            session,
            username=username,
            name=name,
            role=Role(role),
            office_id=found.id,
            password=password,
            position=position,
            actor=SYSTEM,
            now=utc_now(),
        )
        code = None if password else invite(session, person.id, actor=SYSTEM, now=utc_now())
    click.echo(f"account {person.id}: {person.username}, {person.role.value}, {person.office.name}")
    if code:
        click.echo(f"invitation: {code}")


@staff.command("invite")
@click.argument("username")
def invite_command(username: str) -> None:
    """Print a new invitation for an account; its password, second factors and sessions end."""
    with opened() as (_settings, database), database.begin() as session:
        person = find_person(session, username)
        if person is None:
            raise NotFound(what=f"account {username}")
        code = invite(session, person.id, actor=SYSTEM, now=utc_now())
    click.echo(f"invitation: {code}")


@click.group()
def grid() -> None:
    """责任区 and their supervisors."""


@grid.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="User name of who loads it.")
@click.option("--json", "as_json", is_flag=True)
def load(file: Path, by: str, as_json: bool) -> None:
    """Load a workbook of grids; problems are told by sheet, row and column."""
    now = utc_now()
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            report = load_grids(
                session, file.read_bytes(), file.name, actor=actor, now=now, today=local_day(now)
            )
    if as_json:
        click.echo(
            json.dumps(
                {"grids": report.grids, "problems": [p.as_json() for p in report.problems]},
                ensure_ascii=False,
            )
        )
    else:
        for problem in report.problems:
            click.echo(f"{problem.sheet} {problem.row} {problem.column}: {problem.message}", err=True)
        click.echo(f"{report.grids} grids loaded")
    sys.exit(1 if report.problems else 0)


COMMANDS = (staff, grid)
