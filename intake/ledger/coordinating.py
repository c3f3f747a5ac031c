"""Coordinating 部门协调: letters to departments, their replies, handing over, going on by oneself (三4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intake.ledger.models import Letter
from intake.ledger.queries import item_values, letters_of, load_item
from intake.ledger.rules import check_due
from intake.ledger.values import ItemValue, LetterValue
from intake.patrols.rules import written
from intake.workflows import LEDGER
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.transition import check, move

COORDINATING = "coordinating"


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterForm:
    """A letter as entered: to whom, and by when an answer is asked for."""

    department: str
    reply_due_on: date


def coordinate(
    session: Session,
    item_id: int,
    letters: tuple[LetterForm, ...],
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Writes to the departments. Raises Invalid for no letter (`letters`, required), a letter without a
    department, a due date in the past, or two letters to one department; and what `move` raises."""
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "coordinate", actor)
    departments = _write(session, row.id, letters, today=today)
    move(session, row, LEDGER, "coordinate", actor=actor, facts={"letters": departments}, now=now)
    session.flush()
    return item_values(session, [row])[0]


def write_again(
    session: Session,
    item_id: int,
    letters: tuple[LetterForm, ...],
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Writes to further departments, or to one again, while the item is being coordinated; its state stays.
    Raises WrongState in any other state, Invalid as `coordinate` does and for a department that still owes
    the answer to an earlier letter (waiting), NotFound, Forbidden, OutsideJurisdiction, StaleForm."""
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    actor.require(Permission.LEDGER_COORDINATE, row.division_path)
    if row.state != COORDINATING:
        raise WrongState(action="coordinate", state=row.state, workflow=LEDGER.name)
    waiting = {one.department for one in letters_of(session, row.id) if one.replied_on is None}
    departments = _write(session, row.id, letters, today=today, waiting=waiting)
    # the version moves with the letters, so that two who write at once do not both send
    flag_modified(row, "due_on")
    record(
        session,
        actor=actor,
        action="ledger.letters",
        subject=f"ledger:{row.id}",
        details={"letters": departments},
        now=now,
    )
    session.flush()
    return item_values(session, [row])[0]


def reply_received(
    session: Session,
    letter_id: int,
    reply: str,
    *,
    replied_on: date,
    actor: Actor,
    now: datetime,
    today: date,
) -> LetterValue:
    """Records a department's reply. Raises NotFound for a letter that is not this person's to see, Forbidden
    without LEDGER_COORDINATE, Invalid for an empty reply, a second one (`reply`, recorded) or a day that is
    in the future or before the letter."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotFound(what="letter")
    row = load_item(session, letter.item_id, actor=actor, today=today)
    actor.require(Permission.LEDGER_COORDINATE, row.division_path)
    if letter.replied_on is not None:
        raise Invalid(field="reply", reason="recorded", on=letter.replied_on)
    if replied_on > today:
        raise Invalid(field="replied_on", reason="future", latest=today)
    if replied_on < letter.sent_on:
        raise Invalid(field="replied_on", reason="before_letter", earliest=letter.sent_on)
    letter.reply = written("reply", reply)
    letter.replied_on = replied_on
    details = {"letter": letter.id, "replied_on": replied_on.isoformat()}
    record(
        session,
        actor=actor,
        action="ledger.letter_reply",
        subject=f"ledger:{row.id}",
        details=details,
        now=now,
    )
    return next(one for one in letters_of(session, row.id) if one.id == letter_id)


def hand_over(
    session: Session,
    item_id: int,
    *,
    authority: str,
    receipt: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Hands the item over to another authority against its receipt; raises Invalid where one is not named,
    and what `move` raises."""
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "hand_over", actor)
    row.handed_to = written("authority", authority, longest=200)
    row.hand_over_receipt = written("receipt", receipt, longest=200)
    row.handed_on = today
    facts = {"authority": row.handed_to, "receipt": row.hand_over_receipt}
    move(session, row, LEDGER, "hand_over", actor=actor, facts=facts, now=now)
    session.flush()
    return item_values(session, [row])[0]


def resume(
    session: Session,
    item_id: int,
    *,
    due_on: date | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Gives the item back to its officer for rectification, with a new due date where one was agreed; raises
    Invalid for a date in the past, and what `move` raises."""
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "resume", actor)
    facts: dict[str, str] = {}
    if due_on is not None:
        check_due("due_on", due_on, today=today)
        row.due_on = due_on
        facts["due_on"] = due_on.isoformat()
    move(session, row, LEDGER, "resume", actor=actor, facts=facts, now=now)
    session.flush()
    return item_values(session, [row])[0]


def _write(
    session: Session,
    item_id: int,
    letters: tuple[LetterForm, ...],
    *,
    today: date,
    waiting: Collection[str] = (),
) -> list[str]:
    """Keeps the letters; the departments in their order."""
    if not letters:
        raise Invalid(field="letters", reason="required")
    departments: list[str] = []
    for index, letter in enumerate(letters):
        department = written(f"letters-{index}-department", letter.department, longest=200)
        check_due(f"letters-{index}-reply_due_on", letter.reply_due_on, today=today)
        if department in waiting:
            raise Invalid(field=f"letters-{index}-department", reason="waiting", value=department)
        if department in departments:
            raise Invalid(field=f"letters-{index}-department", reason="twice", value=department)
        departments.append(department)
        session.add(
            Letter(item_id=item_id, department=department, sent_on=today, reply_due_on=letter.reply_due_on)
        )
    return departments
