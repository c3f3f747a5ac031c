"""What a step of a tip is to its page: its form, its words, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from intake.desk import tips_forms as forms
from intake.tips.values import TipValue
from publishing.kernel.identity import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Taking:
    """A step about to be taken: everything that its use case needs besides the form."""

    session: Session
    tip: TipValue
    actor: Actor
    now: datetime
    today: date

    def by(self, form: forms.StepForm) -> dict[str, Any]:
        """What every use case takes."""
        return {"version": form.seen(), "actor": self.actor, "now": self.now}


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One step. `hint` stands below its name among the next steps; `take` does it and says what was done."""

    form: type[forms.StepForm]
    heading: object
    hint: object
    button: object
    take: Callable[[Taking, Any], str]
