"""Issuing a rectification notice 整改通知书: numbered, with a date by which things must be right."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.deadlines.queries import clocks_of
from intake.ledger.models import Notice
from intake.ledger.numbers import notice_number
from intake.ledger.queries import load_item, notice_value
from intake.ledger.rules import SERVICES, check_due
from intake.ledger.values import NoticeValue
from intake.patrols.rules import check_known, check_short, written
from intake.workflows import LEDGER
from publishing.kernel.errors import Forbidden, Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeForm:
    """A notice as entered: `problems` and `requirements` one a line; without `recheck_on` the county's usual
    period after the due date."""

    addressee: str
    problems: tuple[str, ...]
    requirements: tuple[str, ...]
    due_on: date
    service: str
    service_note: str = ""
    receiver: str = ""
    witness: str = ""
    recheck_on: date | None = None


def issue_notice(
    session: Session,
    item_id: int,
    form: NoticeForm,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> NoticeValue:
    """Issues the notice and gives it its number.

    Raises Invalid for `due_on` or `recheck_on` (past, before_due), an empty addressee, problem or
    requirement, an unknown service, or a refused one without a note on how it was left and a witness
    (`service_note`, `witness`: required); and what `move` raises.
    """
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "notice", actor)
    problems, requirements = _lines("problems", form.problems), _lines("requirements", form.requirements)
    addressee = written("addressee", form.addressee, longest=200)
    check_due("due_on", form.due_on, today=today)
    if form.recheck_on is not None and form.recheck_on < form.due_on:
        raise Invalid(field="recheck_on", reason="before_due", earliest=form.due_on)
    check_known("service", form.service, SERVICES)
    if form.service == "refused":
        written("service_note", form.service_note)
        written("witness", form.witness, longest=200)
    check_short("receiver", form.receiver, longest=200)
    check_short("witness", form.witness, longest=200)
    if actor.user_id is None:
        raise Forbidden(permission="ledger.notice", reason="not_staff")
    number = notice_number(session, row.division_path, year=today.year)
    row.due_on = form.due_on
    notice = Notice(
        item_id=row.id,
        number=number,
        issued_on=today,
        due_on=form.due_on,
        recheck_on=form.recheck_on
        or clocks_of(session).due("recheck", path=row.division_path, since=form.due_on),
        addressee=addressee,
        problems="\n".join(problems),
        requirements="\n".join(requirements),
        service=form.service,
        service_note=form.service_note.strip(),
        receiver=form.receiver.strip(),
        witness=form.witness.strip(),
        issued_by_id=actor.user_id,
    )
    session.add(notice)
    move(
        session,
        row,
        LEDGER,
        "notice",
        actor=actor,
        facts={"number": number, "due_on": form.due_on.isoformat(), "service": form.service},
        now=now,
    )
    session.flush()
    return notice_value(session, notice.id)


def _lines(name: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Each entry on a line of its own; at least one."""
    found = tuple(part.strip() for line in lines for part in line.splitlines() if part.strip())
    written(name, "\n".join(found))
    return found
