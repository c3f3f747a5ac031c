"""Opening a case for a step: the tip, unless it is not this person's to see or has changed meanwhile."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from intake.tips.queries import load_tip, recused_people
from intake.tips.rules import visible
from publishing.kernel.errors import NotFound, StaleForm
from publishing.kernel.identity import Actor

if TYPE_CHECKING:
    from intake.tips.models import Tip


def load_case(session: Session, tip_id: int, *, actor: Actor, version: int | None) -> "Tip":
    """The tip's row.

    Raises NotFound where this person may not see it: a recused officer is not told that it exists; StaleForm
    when it changed since `version` was shown.
    """
    row = load_tip(session, tip_id)
    if not visible(actor, row, recused_people(session, tip_id)):
        raise NotFound(what="tip")
    if version is not None and row.version != version:
        raise StaleForm(what="tip")
    return row
