"""The recovery key: on paper in the safe, for a county whose custodians are lost or down to one.

Its public half is one more holder of every key of the county. Whoever has the paper and the database opens
everything of that county: keep it sealed, write down who broke the seal, and make another one afterwards.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.custody.enrolling import enrol_somebody
from intake.custody.founding import check_custodian, rotate
from intake.custody.models import CustodianKey, KeyShare, RecoveryKey, WrappedKey
from intake.custody.queries import members_of
from intake.custody.recovery_codes import Mistake, read, written
from intake.custody.telling import overseers
from intake.custody.unlocking import give_share
from intake.custody.wrapping import Opened, Wrapped, new_pair, open_share, share_of
from publishing.divisions.queries import get_division
from publishing.divisions.rules import Division
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify


def make_recovery(session: Session, division_code: str, *, actor: Actor, now: datetime) -> str:
    """Makes a county's recovery key and a new key that it opens; returns what to write on paper, which is
    kept nowhere. One made before opens nothing any more.

    Keys older than it are added when a custodian next gives a passphrase. Raises NotFound for a county
    without a key, and Invalid as `rotate` does."""
    division = get_division(session, division_code)
    present = select(RecoveryKey).where(
        RecoveryKey.division_code == division_code, RecoveryKey.retired_at.is_(None)
    )
    for row in session.scalars(present.with_for_update()).all():
        row.retired_at = now
        session.execute(delete(KeyShare).where(KeyShare.recovery_key_id == row.id))
    pair = new_pair()
    made = RecoveryKey(division_code=division_code, public_key=pair.public_key, made_at=now)
    session.add(made)
    session.flush()
    rotate(session, division_code, reason="恢复密钥", actor=actor, now=now)
    _note(session, division, "identity.recovery", f"recovery_key:{made.id}", {}, actor, now)
    _tell(session, division, "custody_recovery", f"recovery_key:{made.id}", actor.name, now)
    return written(bytes(pair.key))


def open_paper(typed: str) -> Opened:
    """The private half of what was typed from the paper. Raises Invalid(field="recovery", reason `letters`,
    `length` or `group` with its number)."""
    try:
        return Opened.of(read(typed))
    except Mistake as mistake:
        values = {"group": mistake.group} if mistake.group else {}
        raise Invalid(field="recovery", reason=mistake.kind, **values) from mistake


def recover(
    session: Session,
    division_code: str,
    paper: Opened,
    *,
    account_id: int,
    personal: Wrapped | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Gives a custodian access with the recovery key; returns how many keys of the county they open now.
    `personal` is a new key of their own for one who has none or forgot the passphrase; whatever the old one
    opened elsewhere is lost to them.

    Raises NotFound for a county without a recovery key, and Invalid for the wrong paper (`recovery`,
    `wrong`) and for a person who cannot hold a share."""
    division = get_division(session, division_code)
    row = session.scalars(
        select(RecoveryKey).where(
            RecoveryKey.division_code == division_code, RecoveryKey.retired_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(what="recovery_key")
    if row.public_key != paper.public_key:
        raise Invalid(field="recovery", reason="wrong")
    if personal is not None:
        for table in (KeyShare, WrappedKey):
            session.execute(delete(table).where(table.account_id == account_id))
        enrol_somebody(session, account_id, personal, actor=actor, now=now)
    check_custodian(session, account_id, division.path)
    holder = session.get_one(CustodianKey, account_id).public_key
    known = {member.account_id: member.since for member in members_of(session, division_code)}
    shares = session.scalars(select(KeyShare).where(KeyShare.recovery_key_id == row.id)).all()
    for share in shares:
        sealed = share_of(open_share(paper, share.sealed), holder)
        since = known.get(account_id, now)
        give_share(session, share.sealing_key_id, sealed, account_id=account_id, since=since)
    subject = f"account:{account_id}"
    _note(session, division, "identity.recover", subject, {"keys": len(shares)}, actor, now)
    _tell(session, division, "custody_recovered", subject, get_person(session, account_id).name, now)
    return len(shares)


def _note(  # noqa: PLR0917 (private; the names are those of the caller)
    session: Session,
    division: Division,
    action: str,
    subject: str,
    more: dict[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    details = {"division": division.code, **more}
    record(session, actor=actor, action=action, subject=subject, details=details, now=now)


def _tell(  # noqa: PLR0917 (private; the names are those of the caller)
    session: Session, division: Division, kind: str, subject: str, who: str, now: datetime
) -> None:
    members = [member.account_id for member in members_of(session, division.code)]
    notify(
        session,
        account_ids={*members, *overseers(session, division.path)},
        kind=kind,
        subject=subject,
        values={"place": division.name, "who": who},
        now=now,
    )
