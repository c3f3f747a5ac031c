"""Signing the acknowledgement of a report, as often as its holder asks: the same text every time."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from intake.tips.acknowledgements import Acknowledgement, digest_of, opening_of, salt_of
from intake.tips.following import answering_office, row_by_code
from intake.tips.values import Unlocked
from publishing.kernel.notes import Verifier, sign_note
from publishing.kernel.settings import Settings
from publishing.kernel.signing import KeyRing, open_ring, published_keys, rotate

_FOLDER = "acknowledgements"


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """A signed acknowledgement and what only its reporter is given."""

    acknowledgement: Acknowledgement
    note: str
    opening: str


def acknowledge(
    session: Session, code: str | Unlocked, *, secret: bytes, keys: KeyRing
) -> Acknowledged | None:
    """The acknowledgement of the tip of a code; None for no code or an unknown one. Stores nothing."""
    row = row_by_code(session, code, secret=secret)
    if row is None:
        return None
    opening = opening_of(
        salt=salt_of(secret, row.submission),
        place=row.place_words,
        name=row.kindergarten_name,
        text=row.text,
    )
    acknowledgement = Acknowledgement(
        number=row.number,
        office=answering_office(session, row),
        received_at=row.received_at,
        digest=digest_of(opening),
    )
    note = sign_note(acknowledgement.text, keys.signer)
    return Acknowledged(acknowledgement=acknowledgement, note=note, opening=opening)


def signing_keys(settings: Settings) -> KeyRing:
    """The installation's keys for acknowledgements; the first is made when it is asked for."""
    return open_ring(settings.keys / _FOLDER, name=_key_name(settings))


def known_keys(settings: Settings) -> tuple[Verifier, ...]:
    """Everything that verifies an acknowledgement of this installation, the newest first."""
    return published_keys(settings.keys / _FOLDER)


def rotate_key(settings: Settings) -> Verifier:
    """Makes the next key; acknowledgements that were signed before still verify."""
    return rotate(settings.keys / _FOLDER, name=_key_name(settings))


def _key_name(settings: Settings) -> str:
    """Named for the site, as the standard asks; a key keeps the name under which it was made."""
    return f"{urlsplit(settings.public_url).netloc}/receipts"
