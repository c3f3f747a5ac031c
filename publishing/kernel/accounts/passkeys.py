"""Passkeys (W3C WebAuthn level 3): adding one, and proving by one.

What has to be signed is kept with the session until it is answered, once. Keys are bound to the site's own
host name, so a passkey given to a look-alike site opens nothing here.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, options_to_json, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from publishing.kernel.accounts.models import SecondFactor
from publishing.kernel.accounts.queries import Person
from publishing.kernel.accounts.signing_in import live_session
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound

_LONGEST_NAME = 40
# RecursionError: brackets within brackets, which no JSON reader survives
_NO_ANSWER = (WebAuthnException, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Site:
    """The site that keys belong to: its address (`https://portal.example`) and name."""

    origin: str
    name: str

    @property
    def host(self) -> str:
        """The host name, which keys are bound to."""
        return urlsplit(self.origin).hostname or ""


def offer(session: Session, person: Person, token: str, *, site: Site, now: datetime) -> str:
    """What the browser's `navigator.credentials.create` needs, as JSON; keys that the person has already are
    left out. Raises NotFound without a live session."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=str(person.id).encode(),
        user_name=person.username,
        user_display_name=person.name,
        exclude_credentials=_descriptors(session, person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    _keep_challenge(session, token, options.challenge, now)
    return options_to_json(options)


def add(
    session: Session, person: Person, token: str, answer: str, *, name: str, site: Site, now: datetime
) -> None:
    """Keeps the key that the browser made. Raises NotFound without a live session, Invalid(field="answer",
    reason="refused") for one that does not answer what was asked."""
    challenge = _take_challenge(session, token, now)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except _NO_ANSWER as error:
        raise Invalid(field="answer", reason="refused") from error
    session.add(
        SecondFactor(
            account_id=person.id,
            kind="passkey",
            name=" ".join(name.split())[:_LONGEST_NAME],
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            created_at=now,
            confirmed_at=now,
        )
    )
    session.flush()
    record(
        session,
        actor=person.actor(),
        action="account.factor_add",
        subject=f"account:{person.id}",
        details={"kind": "passkey"},
        now=now,
    )


def ask(session: Session, person: Person, token: str, *, site: Site, now: datetime) -> str | None:
    """What the browser's `navigator.credentials.get` needs, as JSON; None where the person has no passkey."""
    known = _descriptors(session, person.id)
    if not known:
        return None
    options = webauthn.generate_authentication_options(rp_id=site.host, allow_credentials=known)
    _keep_challenge(session, token, options.challenge, now)
    return options_to_json(options)


def prove_by_passkey(
    session: Session, person: Person, token: str, answer: str, *, site: Site, now: datetime
) -> bool:
    """Whether a passkey of the person signed what was asked; each question is answered once."""
    challenge = _take_challenge(session, token, now)
    try:
        credential = parse_authentication_credential_json(answer)
        row = session.scalars(
            select(SecondFactor).where(
                SecondFactor.account_id == person.id,
                SecondFactor.credential_id == base64url_to_bytes(credential.id),
            )
        ).one_or_none()
        if row is None or row.public_key is None:
            return False
        signed = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
        )
    except _NO_ANSWER:
        return False
    row.sign_count, row.used_at = signed.new_sign_count, now
    return True


def _descriptors(session: Session, account_id: int) -> list[PublicKeyCredentialDescriptor]:
    known = session.scalars(
        select(SecondFactor.credential_id).where(
            SecondFactor.account_id == account_id, SecondFactor.kind == "passkey"
        )
    )
    return [PublicKeyCredentialDescriptor(id=credential_id) for credential_id in known if credential_id]


def _keep_challenge(session: Session, token: str, challenge: bytes, now: datetime) -> None:
    row = live_session(session, token, now=now)
    if row is None:
        raise NotFound(what="session")
    row.challenge = challenge


def _take_challenge(session: Session, token: str, now: datetime) -> bytes:
    row = live_session(session, token, now=now)
    if row is None:
        raise NotFound(what="session")
    challenge, row.challenge = row.challenge, None
    session.flush()
    # nothing was asked: no signature covers the empty challenge
    return challenge or b""
