"""Where a finding of a tip's visit may be: the place of the tip, or another one nearby."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.patrols_forms import KINDERGARTEN, VILLAGE
from intake.tips.values import TipValue
from publishing.divisions.queries import list_children, path_divisions
from publishing.divisions.rules import Level, short_name
from publishing.kernel.identity import Actor
from publishing.registry.queries import list_kindergartens


def finding_places(session: Session, tip: TipValue, *, actor: Actor, today: date) -> list[tuple[str, str]]:
    """(code, name): the tip's own place without a code, then villages and kindergartens of its township, as
    far as they are this person's."""
    places = [("", _("举报的地点（%(place)s）", place="".join(tip.place)))]
    township = next(
        (one for one in path_divisions(session, tip.division_path) if one.level is Level.TOWNSHIP), None
    )
    if township is None:
        return places
    places += [
        (f"{VILLAGE}{one.code}", short_name(one.name, one.level))
        for one in list_children(session, township.code)
        if one.code != tip.division_code and actor.covers(one.path)
    ]
    schools, _total = list_kindergartens(session, township_code=township.code, today=today)
    return places + [(f"{KINDERGARTEN}{school.id}", school.facts.name) for school in schools]
