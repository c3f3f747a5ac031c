"""staff add, staff invite, grid load."""

import json
import sys
from pathlib import Path

import click

from intake.cases.handing_over import Pending, hand_over, pending_handovers
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
@click.option("--check", is_flag=True, help="Say what is wrong and what would move; store nothing.")
@click.option("--json", "as_json", is_flag=True)
def load(file: Path, by: str, check: bool, as_json: bool) -> None:
    """Load a workbook of grids; problems are told by sheet, row and column.

    Open work that the new grids leave with somebody who has no duty there is listed, and stays where it is
    until `portal grid handover` or the office's page moves it.
    """
    now = utc_now()
    with opened() as (_settings, database):
        actor = acting(database, by)
        try:
            with database.begin() as session:
                report = load_grids(
                    session, file.read_bytes(), file.name, actor=actor, now=now, today=local_day(now)
                )
                pending = pending_handovers(session, actor=actor, on=local_day(now))
                if check:
                    raise _OnlyChecked
        except _OnlyChecked:
            pass
    if as_json:
        body = {
            "grids": report.grids,
            "changed": report.changed,
            "problems": [p.as_json() for p in report.problems],
            "handover": [_as_json(one) for one in pending],
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        for problem in report.problems:
            click.echo(f"{problem.sheet} {problem.row} {problem.column}: {problem.message}", err=True)
        _say(pending)
        click.echo(f"{report.grids} grids {'checked' if check else 'loaded'}, {report.changed} changed")
    sys.exit(1 if report.problems else 0)


@grid.command()
@click.option("--by", required=True, help="User name of who hands over.")
@click.option("--reason", help="Why; without it what is pending is only listed.")
@click.option("--json", "as_json", is_flag=True)
def handover(by: str, reason: str | None, as_json: bool) -> None:
    """List open work that redrawn grids left with the wrong person, and hand it over with a reason."""
    now = utc_now()
    with opened() as (_settings, database):
        actor = acting(database, by)
        with database.begin() as session:
            if reason is None:
                found = pending_handovers(session, actor=actor, on=local_day(now))
            else:
                found = hand_over(session, reason=reason, actor=actor, now=now)
    if as_json:
        done = reason is not None
        click.echo(json.dumps({"done": done, "handover": [_as_json(o) for o in found]}, ensure_ascii=False))
        return
    _say(found)
    click.echo(f"{len(found)} {'pending' if reason is None else 'handed over'}")


class _OnlyChecked(Exception):
    """Undoes a load that was only to be checked."""


def _as_json(one: Pending) -> dict[str, str]:
    return {"number": one.number, "place": one.place, "from": one.from_name, "to": one.to_name}


def _say(pending: tuple[Pending, ...]) -> None:
    for one in pending:
        click.echo(f"{one.number}  {one.place}  {one.from_name} -> {one.to_name}")


COMMANDS = (staff, grid)
