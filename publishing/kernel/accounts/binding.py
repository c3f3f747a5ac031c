"""Tying an account to a person at the identity provider, and entering by that tie.

The tie is (issuer, subject): they never change there and are never given to somebody else (OpenID Connect
Core 1.0 §2), which names and e-mail addresses are. Nobody gets an account by it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from publishing.kernel.accounts.models import Account, ProviderBinding
from publishing.kernel.accounts.queries import (
    Person,
    get_person,
    has_password,
    has_second_factor,
    person_value,
)
from publishing.kernel.accounts.signing_in import open_session
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.permissions import Permission


def bind(session: Session, person: Person, *, issuer: str, subject: str, now: datetime) -> None:
    """Ties the person's own account. Raises Invalid(field="subject") with reason "bound" where the account is
    tied already, and "taken" where somebody else's is tied to this subject."""
    if session.get(ProviderBinding, person.id) is not None:
        raise Invalid(field="subject", reason="bound")
    if _bound_to(session, issuer, subject) is not None:
        raise Invalid(field="subject", reason="taken")
    session.add(ProviderBinding(account_id=person.id, issuer=issuer, subject=subject, created_at=now))
    try:
        session.flush()
    except IntegrityError as error:  # somebody else was bound to it a moment before
        raise Invalid(field="subject", reason="taken") from error
    _note(session, person.actor(), "account.bind", person.id, now)


def unbind(session: Session, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Ends the tie, where there is one. One's own is ended only where a password leads in as well.

    Raises NotFound, Forbidden, OutsideJurisdiction, Invalid(field="account", reason="only_way")."""
    person = get_person(session, account_id)
    if account_id != actor.user_id:
        actor.require(Permission.ACCOUNT_MANAGE, person.office.division_path)
    elif not has_password(session, account_id):
        raise Invalid(field="account", reason="only_way")
    end_binding(session, account_id, actor=actor, now=now)


def end_binding(session: Session, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Ends the tie without asking who may, as a part of inviting."""
    row = session.get(ProviderBinding, account_id)
    if row is not None:
        session.delete(row)
        session.flush()
        _note(session, actor, "account.unbind", account_id, now)


def enter_by_subject(
    session: Session,
    issuer: str,
    subject: str,
    *,
    device: str,
    enforced: bool,
    vouched: bool,
    now: datetime,
) -> str | None:
    """Opens a session of the account that is tied to the subject and returns its token; None, alike for a
    subject that nobody is tied to and for a closed account.

    The session is proved at once where the provider vouched for a second factor, or where the person has none
    and none is `enforced`."""
    row = _bound_to(session, issuer, subject)
    account = session.get_one(Account, row.account_id) if row is not None else None
    if account is None or not account.active:
        record(
            session,
            actor=SYSTEM,
            action="account.refused",
            subject="account:-",
            details={"by": "provider"},
            now=now,
        )
        return None
    proved = vouched or (not enforced and not has_second_factor(session, account.id))
    token = open_session(session, account.id, device=device, proved=proved, now=now)
    record(
        session,
        actor=person_value(account).actor(),
        action="account.sign_in",
        subject=f"account:{account.id}",
        details={"by": "provider", "vouched": vouched},
        now=now,
    )
    return token


def _bound_to(session: Session, issuer: str, subject: str) -> ProviderBinding | None:
    return session.scalars(
        select(ProviderBinding).where(ProviderBinding.issuer == issuer, ProviderBinding.subject == subject)
    ).one_or_none()


def _note(session: Session, actor: Actor, action: str, account_id: int, now: datetime) -> None:
    record(session, actor=actor, action=action, subject=f"account:{account_id}", details={}, now=now)
