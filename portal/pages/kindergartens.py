"""One kindergarten: is it licensed, says who, since when; and what can be done about it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.errors import Problem, describe
from portal.pages.places import load_counties
from portal.pages.profile import profile_of
from portal.pages.showing import page as cached_page
from publishing.kernel.errors import NotFound
from publishing.kernel.web import public, read, today
from publishing.registry.queries import get_kindergarten

blueprint = Blueprint("kindergartens", __name__)


class UnknownKindergarten(NotFound):
    """No kindergarten was ever published under this id."""

    code = "unknown_kindergarten"


describe(
    UnknownKindergarten.code,
    Problem(
        title=_l("没有这条记录"),
        what=_l("名单里没有这个编号的幼儿园，网址可能抄错了。"),
        mend=_l("请从首页用园名或地址再查一次。"),
    ),
)


@blueprint.get("/kindergartens/<kindergarten_id>")
@public
def page(kindergarten_id: str) -> ResponseReturnValue:
    """The verdict on today, its proof, the facts and the history."""
    with read() as session:
        try:
            value = get_kindergarten(session, kindergarten_id, today=today())
        except NotFound as error:
            raise UnknownKindergarten from error
        county = load_counties(session)[value.county_code]
        profile = profile_of(session, value, county=county, today=today())
    return cached_page("portal/kindergarten.html", profile=profile)
