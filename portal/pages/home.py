"""这所幼儿园有证吗？: the one question, how many are licensed, whom to call, what is new."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.pages.outcomes import outcome_lines
from portal.pages.places import load_counties
from portal.pages.registers import county_lines
from portal.pages.showing import city_phones, page
from publishing.announcements.queries import list_released
from publishing.kernel.web import public, read, settings, today

blueprint = Blueprint("home", __name__)

NEWEST = 3


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """The first page."""
    with read() as session:
        counties = load_counties(session)
        lines = county_lines(session, counties, today())
        announcements = list_released(session, limit=NEWEST)
        outcomes = outcome_lines(session, counties, limit=NEWEST)
    return page(
        "portal/home.html",
        licensed=sum(line.licensed for line in lines if line.confirmed_on),
        today=today(),
        lines=lines,
        announcements=announcements,
        outcomes=outcomes,
        phones=[*city_phones(settings()), (_("正在发生危险，报警"), "110")],
    )
