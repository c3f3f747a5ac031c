"""Opening what a reporter sealed: with a custodian's keys and a reason; leader and reporter are told."""

import json
from collections.abc import Mapping
from datetime import datetime

from nacl.exceptions import CryptoError
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.custody.rules import CAUSES
from intake.custody.telling import overseers
from intake.custody.unlocking import Keyring, county_key, settle
from intake.custody.wrapping import open_sealed
from intake.tips.models import AddedContact, Tip, TipRecusal
from intake.tips.sealing import Contact
from intake.tips.values import Opening
from publishing.kernel.audit import AuditEntry, entries_of, record
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission

ACTION = "identity.unseal"


def unseal(
    session: Session,
    tip_id: int,
    *,
    keyring: Keyring,
    cause: str,
    reason: str,
    form: str,
    actor: Actor,
    now: datetime,
) -> Contact:
    """Opens the contact of a tip, with what was added to it. The audit row keeps which tip, who, when, the
    cause and the reason; the county's leader is told (the city where there is none, or they are recused).

    `form` names the form that was sent: sent again it opens nothing (WrongState), so that a page that is
    reloaded shows nothing. Raises Forbidden; NotFound for no tip, one of elsewhere, and one that this person
    is recused from (`tip`, all alike), nothing sealed (`contact`) or another's keys (`sealing_key`); Invalid
    without a cause or reason."""
    actor.require(Permission.IDENTITY_UNSEAL)
    settle(session, keyring, now=now)
    tip = session.get(Tip, tip_id, with_for_update=True)
    recused = frozenset(session.scalars(select(TipRecusal.account_id).where(TipRecusal.tip_id == tip_id)))
    if tip is None or not _within_reach(session, tip, keyring, actor) or keyring.account_id in recused:
        raise NotFound(what="tip")
    if cause not in CAUSES:
        raise Invalid(field="cause", reason="required")
    if not reason.strip():
        raise Invalid(field="reason", reason="required")
    if any(entry.details.get("form") == form for entry in _openings(session, tip_id)):
        raise WrongState(action="unseal", state="opened", workflow="identity")
    contact = _open(session, tip, keyring)
    told = overseers(session, tip.division_path, but=recused)
    details: Mapping[str, JsonValue] = {
        "cause": cause,
        "reason": reason.strip(),
        "form": form,
        "told": len(told),
    }
    record(session, actor=actor, action=ACTION, subject=f"tip:{tip.id}", details=details, now=now)
    notify(
        session,
        account_ids=told,
        kind="identity_opened",
        subject=f"tip:{tip.id}",
        values={"number": tip.number, "who": actor.name},
        now=now,
    )
    return contact


def openings_of(session: Session, tip_id: int) -> tuple[Opening, ...]:
    """When the tip's contact was opened, for its reporter; the oldest first."""
    return tuple(
        Opening(at=entry.at, cause=str(entry.details.get("cause", "other")))
        for entry in _openings(session, tip_id)
    )


def _within_reach(session: Session, tip: Tip, keyring: Keyring, actor: Actor) -> bool:
    """A tip of one's own place; or one that went to another county after it was sealed to a key that one
    holds."""
    if actor.covers(tip.division_path):
        return True
    try:
        county_key(session, keyring, tip.sealing_key_id or 0)
    except NotFound:
        return False
    return True


def _openings(session: Session, tip_id: int) -> list[AuditEntry]:
    return [entry for entry in entries_of(session, f"tip:{tip_id}") if entry.action == ACTION]


def _open(session: Session, tip: Tip, keyring: Keyring) -> Contact:
    sealed = [] if tip.sealed_contact is None else [(tip.sealing_key_id or 0, tip.sealed_contact)]
    added = select(AddedContact).where(AddedContact.tip_id == tip.id).order_by(AddedContact.id)
    sealed += [(row.sealing_key_id, row.sealed) for row in session.scalars(added)]
    if not sealed:
        raise NotFound(what="contact")
    parts = [_opened(session, keyring, key_id, box) for key_id, box in sealed]
    name = next((part.name for part in parts if part.name), "")
    return Contact(name=name, contact="；".join(dict.fromkeys(p.contact for p in parts if p.contact)))


def _opened(session: Session, keyring: Keyring, key_id: int, box: bytes) -> Contact:
    try:
        text = json.loads(open_sealed(county_key(session, keyring, key_id), box))
    except CryptoError as error:
        raise NotFound(what="sealing_key") from error
    return Contact(name=text["name"], contact=text["contact"])
