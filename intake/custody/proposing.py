"""A new custodian: one who has access proposes, another confirms within a week, each with a passphrase.

The county's keys are sealed to the new custodian's own public key when the second confirms. The proposal
holds that public key: one that is put in its place later is not confirmed with it, and the two can compare
its fingerprint with the new custodian, face to face.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.custody.founding import check_custodian
from intake.custody.models import CustodianKey, CustodyProposal
from intake.custody.queries import members_of
from intake.custody.rules import PROPOSAL_LASTS
from intake.custody.telling import overseers
from intake.custody.unlocking import Keyring, county_keys, give_share, settle
from intake.custody.wrapping import share_of
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound, SamePerson, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission

_WORKFLOW = "custody"


def propose(
    session: Session,
    division_code: str,
    *,
    candidate_id: int,
    reason: str,
    keyring: Keyring,
    actor: Actor,
    now: datetime,
) -> int:
    """Proposes a custodian for a county; returns the proposal's id. Whoever could confirm it, the one who is
    proposed, and the county's leader are told.

    Raises Forbidden, OutsideJurisdiction; NotFound for a person without access; Invalid for one who cannot
    be proposed (`candidate`: as `check_custodian`, `has_access`, `waiting`), without a `reason`, and where
    nobody else could confirm (`nobody_confirms`)."""
    division = get_division(session, division_code)
    actor.require(Permission.IDENTITY_UNSEAL, division.path)
    settle(session, keyring, now=now)
    require_access(session, keyring, division_code)
    if not reason.strip():
        raise Invalid(field="reason", reason="required")
    check_custodian(session, candidate_id, division.path)
    members = members_of(session, division_code)
    if candidate_id in {member.account_id for member in members}:
        raise Invalid(field="custodian", reason="has_access")
    others = [m.account_id for m in members if m.active and m.account_id != keyring.account_id]
    if not others:
        raise Invalid(field="custodian", reason="nobody_confirms")
    if _waiting(session, division_code, candidate_id, now):
        raise Invalid(field="custodian", reason="waiting")
    candidate_key = session.get_one(CustodianKey, candidate_id).public_key
    row = CustodyProposal(
        division_code=division_code,
        candidate_id=candidate_id,
        candidate_key=candidate_key,
        reason=reason.strip(),
        proposed_by_id=keyring.account_id,
        proposed_at=now,
        expires_at=now + PROPOSAL_LASTS,
        decision="",
    )
    session.add(row)
    session.flush()
    _note(session, row, "identity.propose", {"reason": row.reason}, actor, now)
    told = [candidate_id, *others, *overseers(session, division.path)]
    _tell(session, row, "custody_proposed", told, division.name, actor, now)
    return row.id


def confirm(session: Session, proposal_id: int, *, keyring: Keyring, actor: Actor, now: datetime) -> None:
    """Gives the proposed custodian all keys of the county that the confirming one opens.

    Raises NotFound, Forbidden, OutsideJurisdiction; SamePerson for the one who proposed or is proposed;
    WrongState where it was decided or has run out; Invalid where the proposed one's key has changed since
    (`key_changed`) or who cannot hold a share any more."""
    row = _load(session, proposal_id, actor)
    settle(session, keyring, now=now)
    if keyring.account_id in (row.proposed_by_id, row.candidate_id):
        raise SamePerson(action="confirm", earlier="propose")
    _require_open(row, now)
    division = get_division(session, row.division_code)
    require_access(session, keyring, row.division_code)
    check_custodian(session, row.candidate_id, division.path)
    if session.get_one(CustodianKey, row.candidate_id).public_key != row.candidate_key:
        raise Invalid(field="custodian", reason="key_changed")
    for key_id, private in county_keys(session, keyring, row.division_code).items():
        sealed = share_of(private, row.candidate_key)
        give_share(session, key_id, sealed, account_id=row.candidate_id, since=now)
    _decide(session, row, "confirmed", actor, now)
    told = [row.candidate_id, row.proposed_by_id, *overseers(session, division.path)]
    _tell(session, row, "custody_confirmed", told, division.name, actor, now)


def turn_down(session: Session, proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Says no to a proposal, or takes one's own back; nobody needs a passphrase for that.

    Raises NotFound, Forbidden, OutsideJurisdiction, and WrongState where it was decided or has run out."""
    row = _load(session, proposal_id, actor)
    _require_open(row, now)
    own = actor.user_id == row.proposed_by_id
    if not own and actor.user_id not in {m.account_id for m in members_of(session, row.division_code)}:
        raise NotFound(what="proposal")
    _decide(session, row, "withdrawn" if own else "denied", actor, now)
    if not own:
        place = get_division(session, row.division_code).name
        _tell(session, row, "custody_denied", [row.proposed_by_id], place, actor, now)


def drop_proposals(
    session: Session, division_code: str, account_id: int, *, actor: Actor, now: datetime
) -> None:
    """Takes back what a custodian who loses access had proposed and nobody decided yet."""
    rows = session.scalars(
        select(CustodyProposal).where(
            CustodyProposal.division_code == division_code,
            CustodyProposal.proposed_by_id == account_id,
            CustodyProposal.decision == "",
        )
    )
    for row in rows.all():
        _decide(session, row, "withdrawn", actor, now)


def require_access(session: Session, keyring: Keyring, division_code: str) -> None:
    """Raises NotFound(what="sealing_key") for one who opens no key of the county, Invalid for the passphrase
    of the first version where it opens none of them any more."""
    if not county_keys(session, keyring, division_code):
        raise NotFound(what="sealing_key")


def _load(session: Session, proposal_id: int, actor: Actor) -> CustodyProposal:
    row = session.get(CustodyProposal, proposal_id, with_for_update=True)
    if row is None:
        raise NotFound(what="proposal")
    actor.require(Permission.IDENTITY_UNSEAL, get_division(session, row.division_code).path)
    return row


def _require_open(row: CustodyProposal, now: datetime) -> None:
    if row.decision or row.expires_at <= now:
        raise WrongState(action="decide", state=row.decision or "expired", workflow=_WORKFLOW)


def _waiting(session: Session, division_code: str, candidate_id: int, now: datetime) -> bool:
    query = select(CustodyProposal.id).where(
        CustodyProposal.division_code == division_code,
        CustodyProposal.candidate_id == candidate_id,
        CustodyProposal.decision == "",
        CustodyProposal.expires_at > now,
    )
    return session.scalars(query).first() is not None


def _decide(session: Session, row: CustodyProposal, decision: str, actor: Actor, now: datetime) -> None:
    row.decision, row.decided_by_id, row.decided_at = decision, actor.user_id, now
    session.flush()
    _note(session, row, f"identity.{decision}", {"proposed_by": row.proposed_by_id}, actor, now)


def _note(  # noqa: PLR0917 (private; the names are those of the caller)
    session: Session,
    row: CustodyProposal,
    action: str,
    more: dict[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=f"custody:{row.id}",
        details={"division": row.division_code, "custodian": row.candidate_id, **more},
        now=now,
    )


def _tell(  # noqa: PLR0917 (private; the names are those of the caller)
    session: Session,
    row: CustodyProposal,
    kind: str,
    account_ids: list[int],
    place: str,
    actor: Actor,
    now: datetime,
) -> None:
    notify(
        session,
        account_ids=[i for i in account_ids if i != actor.user_id],
        kind=kind,
        subject=f"custody:{row.id}",
        values={"place": place, "who": actor.name, "custodian": get_person(session, row.candidate_id).name},
        now=now,
    )
