"""Who would be given a tip: by the line of a place, and who else may be named."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.grid.queries import get_grid, line_for
from intake.grid.rules import choose, reason_words
from intake.tips.queries import load_tip, recused_people
from intake.tips.routing import is_school_run
from intake.tips.values import TipValue
from publishing.divisions.queries import get_division
from publishing.kernel.accounts.queries import list_offices, list_people
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.words import word


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Whom the rule would give the tip to, in words, and why."""

    who: str
    why: str


def proposal(session: Session, tip: TipValue, *, on: date, division_code: str = "") -> Proposal:
    """What the rule says today of the tip at its place, or at another. The step itself looks again at whom
    the report touches, so that a person of another line may still be passed over."""
    row = load_tip(session, tip.id)
    place = get_division(session, division_code or tip.division_code)
    line = line_for(session, place.code, on=on, path=place.path)
    chosen = choose(
        line, recused=recused_people(session, tip.id), school_run=is_school_run(session, row, line)
    )
    unit = chosen.office_name
    if chosen.grid_id is not None and chosen.user_id is not None:
        unit = get_grid(session, chosen.grid_id, on=on).name
    return Proposal(
        who=f"{unit}　{chosen.user_name}" if chosen.user_name else unit,
        why=reason_words(chosen.code, chosen.values),
    )


def candidates(session: Session, tip: TipValue, *, actor: Actor) -> list[tuple[str, str]]:
    """(account id, words) of those who may be named: they check tips, their place covers this one, they
    need not stand aside, and they are of this person's own part of the line."""
    recused = {recusal.account_id for recusal in tip.recusals}
    offices = [
        office
        for office in list_offices(session)
        if tip.division_path.startswith(office.division_path) and actor.covers(office.division_path)
    ]
    return [
        (
            str(person.id),
            _(
                "%(name)s（%(office)s，%(role)s）",
                name=person.name,
                office=person.office.name,
                role=_(word("role", person.role.value)),
            ),
        )
        for person in list_people(session, office_ids=[office.id for office in offices])
        if person.actor().may(Permission.TIP_VERIFY) and person.id not in recused
    ]
