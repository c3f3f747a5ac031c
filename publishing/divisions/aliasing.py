"""Other words for a place: old names, nicknames, dialect; kept in the database beside the packaged table."""

import re
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.divisions.models import DivisionAlias, DivisionRow
from publishing.divisions.reading import EVERYDAY_WORDS_FILE, AliasKind, read_ordinary_words
from publishing.divisions.spelling import normalise
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

KINDS = (AliasKind.NICKNAME, AliasKind.OLD_NAME, AliasKind.SPELLING)
"""What may be added by hand."""
_WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff0-9A-Za-z·]{2,40}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@cache
def _everyday() -> frozenset[str]:
    """Words that would make every second report one of this place."""
    words = read_ordinary_words() | read_ordinary_words(EVERYDAY_WORDS_FILE)
    return frozenset(normalise(word) for word in words)


def add_alias(
    session: Session, code: str, alias: str, *, kind: AliasKind, note: str = "", actor: Actor, now: datetime
) -> None:
    """Another word for the division `code`; adding it twice changes nothing.

    Raises NotFound, Forbidden, OutsideJurisdiction, and Invalid(alias, reason): `required`, `spelling`,
    `everyday` (a word that stands in any report), `kind` for a kind that is not added by hand.
    """
    row = session.get(DivisionRow, code)
    if row is None or row.successor_code is not None:
        raise NotFound(what="division")
    actor.require(Permission.PLACE_MANAGE, row.path)
    alias = "".join(alias.split())
    if not alias:
        raise Invalid(field="alias", reason="required")
    if not _WORD.fullmatch(alias) or not _CHINESE.search(alias):
        raise Invalid(field="alias", reason="spelling", value=alias)
    if normalise(alias) in _everyday():
        raise Invalid(field="alias", reason="everyday", value=alias)
    if kind not in KINDS:
        raise Invalid(field="kind", reason="unknown", value=kind)
    known = session.scalars(
        select(DivisionAlias.id).where(DivisionAlias.code == code, DivisionAlias.alias == alias)
    ).first()
    if known is not None or alias == row.name:
        return
    session.add(DivisionAlias(alias=alias, code=code, kind=kind.value, note=note[:200], source="office"))
    session.flush()
    record(
        session,
        actor=actor,
        action="division.alias",
        subject=f"division:{code}",
        details={"alias": alias, "kind": kind.value},
        now=now,
    )


def remove_alias(session: Session, alias_id: int, *, actor: Actor, now: datetime) -> None:
    """Takes a word back that was added by hand. Raises NotFound (also for words of the packaged table),
    Forbidden, OutsideJurisdiction."""
    row = session.get(DivisionAlias, alias_id)
    if row is None or row.source != "office" or row.code is None:
        raise NotFound(what="alias")
    actor.require(Permission.PLACE_MANAGE, session.get_one(DivisionRow, row.code).path)
    session.delete(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="division.alias_removed",
        subject=f"division:{row.code}",
        details={"alias": row.alias, "kind": row.kind},
        now=now,
    )
