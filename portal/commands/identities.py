"""identities list, create, rotate, recovery, recover."""

import json

import click

from intake.custody.founding import found_key, rotate
from intake.custody.queries import custody_of, every_custody, own_key
from intake.custody.recovering import make_recovery, open_paper, recover
from intake.custody.values import Custody
from intake.custody.wrapping import make_personal
from portal.commands.context import opened
from portal.commands.register import full_code
from publishing.kernel.accounts.queries import Person, find_person
from publishing.kernel.clock import utc_now
from publishing.kernel.db import Database
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import SYSTEM

_COUNTY = click.option(
    "--county", required=True, help="Division code of the county (or city), 6 or 12 digits."
)


@click.group()
def identities() -> None:
    """Who can open what reporters sealed."""


@identities.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_command(as_json: bool) -> None:
    """Every county's key, custodians, recovery key, and what is missing."""
    with opened() as (_settings, database), database.read() as session:
        found = every_custody(session, now=utc_now())
    if as_json:
        click.echo(json.dumps([_document(custody) for custody in found], ensure_ascii=False))
        return
    for custody in found:
        names = ", ".join(member.name for member in custody.members) or "nobody"
        lacks = f"  lacks: {', '.join(custody.lacks())}" if custody.lacks() else ""
        click.echo(f"{custody.division_code} {custody.division_name}: {names}{lacks}")


@identities.command()
@_COUNTY
@click.option("--custodian", "usernames", multiple=True, required=True, help="User name; at least two.")
@click.option(
    "--anew", is_flag=True, help="Also where there is a key: it opens what it sealed, for whoever has it."
)
def create(county: str, usernames: tuple[str, ...], anew: bool) -> None:
    """Make a county's first key, for custodians who have chosen a passphrase on their page 我的密钥."""
    code, now = full_code(county), utc_now()
    if len(set(usernames)) < 2:
        raise click.UsageError("name at least two custodians: one alone who forgets locks everything")
    with opened() as (_settings, database):
        people = [_person(database, username) for username in usernames]
        with database.begin() as session:
            if custody_of(session, code, now=now).key_id is not None and not anew:
                raise Invalid(field="county", reason="has_key")
            found_key(session, code, custodians=[p.id for p in people], actor=SYSTEM, now=now)
    click.echo(f"{code}: sealed to {', '.join(person.name for person in people)}")
    click.echo("Make the recovery key now: portal identities recovery --county " + county)


@identities.command("rotate")
@_COUNTY
@click.option("--reason", default="", help="Kept in the log.")
def rotate_command(county: str, reason: str) -> None:
    """Give a county a new key for the same custodians; earlier keys open what they sealed."""
    code = full_code(county)
    with opened() as (_settings, database), database.begin() as session:
        key_id = rotate(session, code, reason=reason, actor=SYSTEM, now=utc_now())
    click.echo(f"{code}: key {key_id}")


@identities.command()
@_COUNTY
def recovery(county: str) -> None:
    """Print a county's recovery key, once: write it on paper, seal it, put it into the safe."""
    code = full_code(county)
    with opened() as (_settings, database):
        with database.begin() as session:
            paper = make_recovery(session, code, actor=SYSTEM, now=utc_now())
        with database.read() as session:
            whole = custody_of(session, code, now=utc_now()).recovery_whole
    click.echo("Recovery key (shown once, kept nowhere; an earlier one opens nothing any more):\n")
    groups = paper.split("-")
    for start in range(0, len(groups), 5):
        click.echo("    " + "  ".join(groups[start : start + 5]))
    click.echo("\nFive characters a group, 13 groups; capitals do not matter. Do not photograph or mail it.")
    if not whole:
        click.echo(
            "It opens what is sealed from now on; older ones after a custodian next gave a passphrase."
        )


@identities.command("recover")
@_COUNTY
@click.option("--custodian", "username", required=True, help="User name of who gets access.")
@click.option(
    "--new-passphrase", is_flag=True, help="They choose another passphrase here (forgotten, or none yet)."
)
def recover_command(county: str, username: str, new_passphrase: bool) -> None:
    """Give a custodian access with the recovery key from the safe. Both are asked for and not shown."""
    code, now = full_code(county), utc_now()
    with opened() as (_settings, database):
        person = _person(database, username)
        with database.read() as session:
            enrolled = own_key(session, person.id).enrolled
        paper = open_paper(click.prompt("Recovery key", hide_input=True))
        personal = None
        if new_passphrase or not enrolled:
            chosen = click.prompt(f"Passphrase of {person.name}", hide_input=True, confirmation_prompt=True)
            personal = make_personal(chosen)
        with database.begin() as session:
            keys = recover(
                session, code, paper, account_id=person.id, personal=personal, actor=SYSTEM, now=now
            )
    click.echo(f"{person.name} opens {keys} keys of {code}; the county's leader is told.")
    click.echo("The recovery key was used: make another one, and destroy the paper.")


def custody_problems(database: Database) -> list[str]:
    """What is wrong with the keeping of identities, for `portal doctor`; the recovery key is advice only."""
    with database.read() as session:
        found = every_custody(session, now=utc_now())
    words = {
        "no_key": "no sealing key: reporters cannot leave a contact (portal identities create)",
        "no_custodian": "no active custodian opens its identities (portal identities recover)",
        "few_custodians": "fewer than two custodians (they propose and confirm another)",
        "inactive": "a custodian's account is closed or has another role: remove them, which changes the key",
    }
    return [
        f"{custody.division_name} {custody.division_code}: {words[lack]}"
        for custody in found
        for lack in custody.lacks()
        if lack in words
    ]


def _person(database: Database, username: str) -> Person:
    with database.read() as session:
        person = find_person(session, username)
    if person is None or not person.active:
        raise NotFound(what=f"account {username}")
    return person


def _document(custody: Custody) -> dict[str, object]:
    return {
        "division": custody.division_code,
        "name": custody.division_name,
        "key_since": custody.key_since.isoformat() if custody.key_since else None,
        "keys": custody.keys,
        "custodians": [
            {"name": m.name, "since": m.since.isoformat(), "active": m.active} for m in custody.members
        ],
        "recovery_since": custody.recovery_since.isoformat() if custody.recovery_since else None,
        "proposals": len(custody.waiting),
        "lacks": list(custody.lacks()),
    }


COMMANDS = (identities,)
