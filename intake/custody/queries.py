"""Reading custody: the key that seals for a place, who has access, what is proposed, what is missing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from intake.custody.models import (
    CustodianKey,
    CustodyProposal,
    KeyShare,
    RecoveryKey,
    SealingKey,
    WrappedKey,
)
from intake.custody.rules import fingerprint
from intake.custody.values import Candidate, Custody, Member, OwnKey, Proposal, PublicKeyValue
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import active_ids, get_person, list_offices, list_people, names_of
from publishing.kernel.errors import NotFound
from publishing.kernel.permissions import Role
from publishing.kernel.remembering import remembered


@remembered
def key_for(session: Session, division_path: str) -> PublicKeyValue | None:
    """The key of the place's county, or of the city where the county has none that an active custodian
    opens."""
    codes = [code for code in division_path.split("/") if code][:2]
    if not codes:
        return None
    able = active_ids(session, Role.CUSTODIAN)
    opened = or_(
        exists().where(KeyShare.sealing_key_id == SealingKey.id, KeyShare.account_id.in_(able)),
        exists().where(WrappedKey.sealing_key_id == SealingKey.id, WrappedKey.account_id.in_(able)),
    )
    for code in reversed(codes):
        row = session.scalars(
            select(SealingKey)
            .where(SealingKey.division_code == code, SealingKey.retired_at.is_(None), opened)
            .order_by(SealingKey.id.desc())
        ).first()
        if row is not None:
            return PublicKeyValue(id=row.id, public_key=row.public_key)
    return None


def custody_of(session: Session, division_code: str, *, now: datetime) -> Custody:
    """How this county's identities are kept. Raises NotFound for an unknown division."""
    division = get_division(session, division_code)
    keys = session.scalars(
        select(SealingKey).where(SealingKey.division_code == division_code).order_by(SealingKey.id)
    ).all()
    present = next((key for key in reversed(keys) if key.retired_at is None), None)
    recovery = session.scalars(
        select(RecoveryKey).where(
            RecoveryKey.division_code == division_code, RecoveryKey.retired_at.is_(None)
        )
    ).one_or_none()
    covered = 0
    if recovery is not None:
        query = select(func.count()).select_from(KeyShare).where(KeyShare.recovery_key_id == recovery.id)
        covered = session.scalar(query) or 0
    return Custody(
        division_code=division_code,
        division_name=division.name,
        division_path=division.path,
        key_id=present.id if present else None,
        key_since=present.created_at if present else None,
        keys=len(keys),
        members=members_of(session, division_code),
        recovery_since=recovery.made_at if recovery else None,
        recovery_whole=covered == len(keys),
        waiting=tuple(p for p in _proposals(session, division_code, now=now)),
    )


def every_custody(session: Session, *, now: datetime) -> tuple[Custody, ...]:
    """Of the city and each county that has an office, in the order of their divisions."""
    offices = [o for o in list_offices(session) if o.kind in ("city", "county")]
    return tuple(
        custody_of(session, code, now=now) for code in dict.fromkeys(o.division_code for o in offices)
    )


def members_of(session: Session, division_code: str) -> tuple[Member, ...]:
    """Who can open this county's identities, whichever of its keys sealed them."""
    of_county = select(SealingKey.id).where(SealingKey.division_code == division_code)
    shares = session.execute(
        select(KeyShare.account_id, func.min(KeyShare.since))
        .where(KeyShare.sealing_key_id.in_(of_county), KeyShare.account_id.is_not(None))
        .group_by(KeyShare.account_id)
    )
    since: dict[int, datetime] = {account_id: at for account_id, at in shares if account_id is not None}
    first = session.execute(
        select(WrappedKey.account_id, SealingKey.created_at)
        .join(SealingKey, SealingKey.id == WrappedKey.sealing_key_id)
        .where(WrappedKey.sealing_key_id.in_(of_county))
    )
    for account_id, at in first:
        since[account_id] = min(at, since.get(account_id, at))
    enrolled = _enrolled(session, since)
    members = []
    for account_id, at in since.items():
        person = get_person(session, account_id)
        members.append(
            Member(
                account_id=account_id,
                name=person.name,
                office_name=person.office.name,
                since=at,
                enrolled=account_id in enrolled,
                active=person.active and person.role is Role.CUSTODIAN,
            )
        )
    return tuple(sorted(members, key=lambda member: (member.since, member.account_id)))


def divisions_of(session: Session, account_id: int) -> tuple[str, ...]:
    """Codes of the counties whose identities this person can open."""
    shared = select(SealingKey.division_code).join(KeyShare).where(KeyShare.account_id == account_id)
    first = select(SealingKey.division_code).join(WrappedKey).where(WrappedKey.account_id == account_id)
    return tuple(sorted({*session.scalars(shared), *session.scalars(first)}))


def candidates_for(session: Session, division_code: str) -> tuple[Candidate, ...]:
    """Custodians of the county's offices and of those above who have no access to it yet."""
    path = get_division(session, division_code).path
    members = {member.account_id for member in members_of(session, division_code)}
    people = [
        person
        for person in list_people(session, role=Role.CUSTODIAN)
        if path.startswith(person.office.division_path) and person.id not in members
    ]
    enrolled = _enrolled(session, [person.id for person in people])
    return tuple(
        Candidate(
            account_id=person.id,
            name=person.name,
            office_name=person.office.name,
            enrolled=person.id in enrolled,
        )
        for person in people
    )


def get_proposal(session: Session, proposal_id: int, *, now: datetime) -> Proposal:
    """The proposal; one that nobody decided in time reads as `expired`. Raises NotFound."""
    row = session.get(CustodyProposal, proposal_id)
    if row is None:
        raise NotFound(what="proposal")
    return _proposal(row, names_of(session, [row.candidate_id, row.proposed_by_id]), now)


def own_key(session: Session, account_id: int) -> OwnKey:
    """What a custodian is told of their own key."""
    row = session.get(CustodianKey, account_id)
    first = session.scalar(select(exists().where(WrappedKey.account_id == account_id)))
    return OwnKey(
        enrolled=row is not None,
        first_version=bool(first),
        holds=holds_anything(session, account_id),
        fingerprint=fingerprint(row.public_key) if row else "",
        made_at=row.made_at if row else None,
        changed_at=row.changed_at if row else None,
    )


def holds_anything(session: Session, account_id: int) -> bool:
    """Whether this person has a share of any key."""
    return bool(divisions_of(session, account_id))


def _proposals(session: Session, division_code: str, *, now: datetime) -> tuple[Proposal, ...]:
    """Those that wait for a decision, the oldest first."""
    rows = session.scalars(
        select(CustodyProposal)
        .where(
            CustodyProposal.division_code == division_code,
            CustodyProposal.decision == "",
            CustodyProposal.expires_at > now,
        )
        .order_by(CustodyProposal.id)
    ).all()
    names = names_of(session, [i for row in rows for i in (row.candidate_id, row.proposed_by_id)])
    return tuple(_proposal(row, names, now) for row in rows)


def _proposal(row: CustodyProposal, names: dict[int, str], now: datetime) -> Proposal:
    return Proposal(
        id=row.id,
        division_code=row.division_code,
        candidate_id=row.candidate_id,
        candidate_name=names[row.candidate_id],
        fingerprint=fingerprint(row.candidate_key),
        reason=row.reason,
        proposed_by_id=row.proposed_by_id,
        proposed_by_name=names[row.proposed_by_id],
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        decision=row.decision or ("" if row.expires_at > now else "expired"),
    )


def _enrolled(session: Session, account_ids: Iterable[int]) -> set[int]:
    wanted = list(account_ids)
    return set(session.scalars(select(CustodianKey.account_id).where(CustodianKey.account_id.in_(wanted))))
