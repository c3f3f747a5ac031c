"""receipt verify, keys, rotate-key."""

import json
import sys
from pathlib import Path

import click

from intake.tips.acknowledging import known_keys, rotate_key
from intake.tips.examining import Examined, NotText, examine, read_text
from publishing.kernel.notes import NotAKey, Verifier, parse_vkey
from publishing.kernel.settings import load_settings

_WORDS = {
    "right": "the signature is right",
    "changed": "the signature does not fit: the text was changed",
    "stranger": "signed by no key that is known",
    "damaged": "an acknowledgement, but not whole",
    "nothing": "no acknowledgement in it",
}


@click.group()
def receipt() -> None:
    """Acknowledgements 回执 that reporters hold."""


@receipt.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "vkeys", multiple=True, metavar="VKEY", help="Trust this key instead of this site's.")
@click.option("--json", "as_json", is_flag=True)
def verify_command(file: Path, vkeys: tuple[str, ...], as_json: bool) -> None:
    """Examine FILE, a reporter's file or the content of a QR code; exit code 1 unless all of it is right.

    With --key it needs nothing of this installation.
    """
    keys = _keys(vkeys) or known_keys(load_settings())
    try:
        found = examine(read_text(file.read_bytes()), "", keys)
    except NotText as error:
        raise click.BadParameter(f"{file.name} is no text file ({error.kind})") from error
    click.echo(json.dumps(_as_json(found), ensure_ascii=False) if as_json else _in_words(found))
    sys.exit(0 if found.finding == "right" and found.content != "different" else 1)


@receipt.command("keys")
def keys_command() -> None:
    """The public keys, one vkey a line, the newest first."""
    for key in known_keys(load_settings()):
        click.echo(key.vkey)


@receipt.command("rotate-key")
def rotate_command() -> None:
    """Make a new key, which signs from now on; the private half of the old one is destroyed, its public half
    kept, so that what it signed still verifies."""
    click.echo(rotate_key(load_settings()).vkey)


def _keys(vkeys: tuple[str, ...]) -> tuple[Verifier, ...]:
    try:
        return tuple(parse_vkey(line) for line in vkeys)
    except NotAKey as error:
        raise click.BadParameter(f"not a vkey: {error}", param_hint="--key") from error


def _as_json(found: Examined) -> dict[str, object]:
    said = found.acknowledgement
    return {
        "finding": found.finding,
        "content": found.content,
        "number": said.number if said else None,
        "office": said.office if said else None,
        "received_at": said.received_at.isoformat() if said else None,
        "digest": said.digest if said else None,
        "key": found.signer.vkey if found.signer else None,
    }


def _in_words(found: Examined) -> str:
    said = found.acknowledgement
    if said is None:
        return _WORDS[found.finding]
    lines = [_WORDS[found.finding], f"{said.number}, {said.office}, {said.received_at.isoformat()}"]
    if found.content:
        lines.append("the words fit" if found.content == "same" else "the words do NOT fit")
    return "\n".join(lines)


COMMANDS = (receipt,)
