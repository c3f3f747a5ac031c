"""Adding, changing and taking texts out of use; every change is in the log."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.tips.masking import has_personal_numbers
from intake.wordings.models import WordingRow
from intake.wordings.queries import load_wording, own_code
from intake.wordings.rules import checked
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid, StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


def add_wording(
    session: Session, *, step: str, outcome: str, title: str, body: str, actor: Actor, now: datetime
) -> int:
    """A new text of the actor's county or city; its id. Raises Forbidden, and Invalid as `rules.checked` does
    and for ID-card or telephone numbers in it (`body`, personal)."""
    if actor.user_id is None:
        raise Forbidden(permission=Permission.WORDING_MANAGE.value)
    actor.require(Permission.WORDING_MANAGE)
    title, body = _checked(step, title, body)
    row = WordingRow(
        division_code=own_code(actor),
        step=step,
        outcome=outcome if step == "reply" else "",
        title=title,
        body=body,
        in_use=True,
        changed_by_id=actor.user_id,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "wording.add", row, actor, now)
    return row.id


def change_wording(
    session: Session,
    wording_id: int,
    *,
    step: str,
    outcome: str,
    title: str,
    body: str,
    version: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Changes a text; what was sent with the old one stays as it was sent. Raises NotFound, StaleForm, and
    what `add_wording` raises."""
    row = _load(session, wording_id, version, actor)
    row.title, row.body = _checked(step, title, body)
    row.step, row.outcome = step, outcome if step == "reply" else ""
    _changed(row, actor, now)
    session.flush()
    _record(session, "wording.change", row, actor, now)


def set_in_use(
    session: Session, wording_id: int, *, in_use: bool, version: int | None, actor: Actor, now: datetime
) -> None:
    """Takes a text out of use, or into use again. Raises Forbidden, NotFound, StaleForm."""
    row = _load(session, wording_id, version, actor)
    if row.in_use is in_use:
        return
    row.in_use = in_use
    _changed(row, actor, now)
    session.flush()
    _record(session, "wording.use" if in_use else "wording.end", row, actor, now)


def _load(session: Session, wording_id: int, version: int | None, actor: Actor) -> WordingRow:
    actor.require(Permission.WORDING_MANAGE)
    row = load_wording(session, wording_id, actor=actor)
    if version is not None and row.version != version:
        raise StaleForm(what="wording")
    return row


def _checked(step: str, title: str, body: str) -> tuple[str, str]:
    title, body = checked(step, title, body)
    if has_personal_numbers(body):
        raise Invalid(field="body", reason="personal")
    return title, body


def _changed(row: WordingRow, actor: Actor, now: datetime) -> None:
    row.changed_by_id, row.changed_at = actor.user_id or row.changed_by_id, now


def _record(session: Session, action: str, row: WordingRow, actor: Actor, now: datetime) -> None:
    details = {"step": row.step, "title": row.title, "body": row.body}
    record(session, actor=actor, action=action, subject=f"wording:{row.id}", details=details, now=now)
