"""Following a tip by its receipt code: what the reporter sees."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.deadlines.queries import clocks_of
from intake.tips import codes
from intake.tips.asking import ask_of
from intake.tips.models import Tip, TipPhoto
from intake.tips.rules import PUBLIC_STEPS
from intake.tips.sealing import can_seal, has_contact
from intake.tips.showing import categories_of, deadlines_of, place_names, thread_of
from intake.tips.unsealing import openings_of
from intake.tips.values import ReporterView, Unlocked
from intake.workflows import TIP, TIP_OPEN
from publishing.kernel.accounts.queries import find_office_at, get_office
from publishing.kernel.identity import REPORTER
from publishing.kernel.transition import possible

_PROMISED = ("accept", "conclude")
_TOLD = ("replied", "archived")


def unlock(session: Session, code: str, *, secret: bytes) -> Unlocked | None:
    """What stands for a code as somebody typed it; None, alike, for mistyped and unknown codes."""
    row = row_by_code(session, code, secret=secret)
    return None if row is None else Unlocked(row.id)


def row_by_code(session: Session, code: str | Unlocked, *, secret: bytes) -> Tip | None:
    """The row of a code as somebody typed it, or of one given before; None for no code or an unknown one."""
    if isinstance(code, Unlocked):
        return session.get(Tip, code.tip_id)
    typed = codes.normalise(code)
    if typed is None:
        return None
    query = select(Tip).where(Tip.code_digest == codes.digest(secret, typed))
    return session.scalars(query).one_or_none()


def find_by_code(
    session: Session, code: str | Unlocked, *, secret: bytes, today: date | None = None
) -> ReporterView | None:
    """What the holder of the code sees; None, alike, for mistyped and unknown codes. Without a day nothing is
    asked."""
    row = row_by_code(session, code, secret=secret)
    if row is None:
        return None
    # a tip handled together with another moves on with it; its thread stays its own
    leading = survivor_of(session, row)
    photo_count = session.scalar(select(func.count()).select_from(TipPhoto).where(TipPhoto.tip_id == row.id))
    actions = {step.action for step in possible(row, TIP, REPORTER)}
    case = leading if row.state == "merged" else row
    return ReporterView(
        number=row.number,
        state=row.state,
        public_step=PUBLIC_STEPS[leading.state],
        category=row.category,
        categories=categories_of(row),
        place=place_names(session, row.division_path),
        kindergarten_name=row.kindergarten_name,
        office_name=answering_office(session, row),
        received_at=row.received_at,
        accepted_at=leading.accepted_at,
        concluded_at=leading.concluded_at,
        deadlines=tuple(d for d in deadlines_of(leading, clocks_of(session)) if d.code in _PROMISED),
        messages=thread_of(session, row.id),
        photo_count=photo_count or 0,
        outcome=leading.outcome if leading.state in _TOLD else "",
        sealed=has_contact(session, row),
        can_seal=can_seal(session, row.division_path),
        openings=openings_of(session, row.id),
        can_answer="answer" in actions,
        can_add=row.state in TIP_OPEN,
        can_withdraw="withdraw" in actions,
        can_reopen=any(step.action == "reopen" for step in possible(case, TIP, REPORTER)),
        ask=ask_of(session, row, leading, today) if today else None,
    )


def survivor_of(session: Session, row: Tip) -> Tip:
    """The tip with which this one is handled: itself, or what it was merged into."""
    seen = {row.id}
    while row.state in ("merged", "archived") and row.merged_into_id is not None:
        if row.merged_into_id in seen:
            break
        seen.add(row.merged_into_id)
        row = session.get_one(Tip, row.merged_into_id)
    return row


def answering_office(session: Session, row: Tip) -> str:
    """The county's office, or the city's: a reporter need not know which school it is with."""
    path = [code for code in row.division_path.split("/") if code]
    for code, kind in zip(
        reversed(path[:2]), ("county", "city") if len(path) > 1 else ("city",), strict=True
    ):
        office = find_office_at(session, code, kind=kind)
        if office is not None:
            return office.name
    return get_office(session, row.responsible_office_id).name
