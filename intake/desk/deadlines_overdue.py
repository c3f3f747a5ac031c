"""超期事项: what is past its day in a county, with whom it lies, since when, and who was told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.deadlines.escalating import RAISED
from intake.deadlines.owing import Deadline
from intake.deadlines.queries import StepValue, calendar_of, steps_taken
from intake.desk.tips_words import listed
from intake.desk.work_clocks import DEADLINE_WORDS, Left, left
from intake.ledger.owed import owed_items
from intake.tips.owed import owed_tips
from intake.tips.rules import visible
from intake.tips.showing import place_names
from publishing.kernel.accounts.queries import get_office, names_of
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, read, requires, today

RUNG_WORDS = {"county": _l("县级"), "city": _l("市级"), "unanswered": _l("县级负责人")}
"""Who was told, by step up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Overdue:
    """One thing past its day. `raised` are the rungs above that were told: (word, day)."""

    subject: str
    url: str
    place: str
    number: str
    state_table: str
    state: str
    what: str
    others: str
    due: date
    left: Left
    office_id: int
    person_id: int | None
    raised: tuple[tuple[str, date], ...] = ()


@requires(Permission.CLOCK_SET)
def index() -> str:
    """What this person may see of it, the longest overdue first."""
    actor = current_actor()
    with read() as session:
        rows = _overdue(session, actor, today())
        offices = {row.office_id: get_office(session, row.office_id).name for row in rows}
        names = names_of(session, {row.person_id for row in rows if row.person_id is not None})
        missing = calendar_of(session).missing(today())
    return render_template(
        "intake/deadlines/overdue.html",
        rows=[(row, offices[row.office_id], names.get(row.person_id or 0, "")) for row in rows],
        today=today(),
        missing=missing,
    )


def _overdue(session: Session, actor: Actor, on: date) -> list[Overdue]:
    found = []
    for tip in owed_tips(session, within=actor.division_path):
        late = tip.overdue(on)
        if late and visible(actor, tip.facts, tip.recused):
            found.append(
                Overdue(
                    subject=f"tip:{tip.id}",
                    url=url_for("tips.show", tip_id=tip.id),
                    place="".join(place_names(session, tip.division_path)[1:]),
                    number=tip.number,
                    state_table="tip_state",
                    state=tip.state,
                    what=str(DEADLINE_WORDS[late[0].code]),
                    others=_others(late),
                    due=late[0].due,
                    left=left(late[0].due, on),
                    office_id=tip.responsible_office_id,
                    person_id=tip.responsible_user_id,
                )
            )
    for owed in owed_items(session, within=actor.division_path):
        late = owed.overdue(on)
        if late and actor.user_id not in owed.recused:
            found.append(
                Overdue(
                    subject=f"ledger:{owed.item.id}",
                    url=url_for("ledger.item", item_id=owed.item.id),
                    place=owed.item.premises,
                    number=owed.item.number,
                    state_table="ledger_state",
                    state=owed.item.state,
                    what=str(DEADLINE_WORDS[late[0].code]),
                    others=_others(late),
                    due=late[0].due,
                    left=left(late[0].due, on),
                    office_id=owed.item.office_id,
                    person_id=owed.item.handled_by_id,
                )
            )
    steps = steps_taken(session, [row.subject for row in found])
    with_steps = [_with_steps(row, steps.get(row.subject, ())) for row in found]
    return sorted(with_steps, key=lambda row: (row.due, row.number))


def _others(late: Iterable[Deadline]) -> str:
    more = [str(DEADLINE_WORDS[deadline.code]) for deadline in list(late)[1:]]
    return _("还有：%(what)s", what=listed(more)) if more else ""


def _with_steps(row: Overdue, steps: Iterable[StepValue]) -> Overdue:
    raised: dict[str, date] = {}
    for step in steps:
        if step.step in RAISED:
            raised.setdefault(step.step, local_day(step.at))
    return replace(row, raised=tuple((str(RUNG_WORDS[r]), raised[r]) for r in RAISED if r in raised))
