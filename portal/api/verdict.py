"""/api/v1/verdict: the answer of 查一查 for other people's programs. Explained at /about/verdict-api."""

import json
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from portal.errors import Problem, describe
from portal.limits import VERDICT, over_limit
from portal.pages.places import find_county, load_counties
from publishing.announcements.queries import announcements_by_id
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import DomainError
from publishing.kernel.web import public, read, settings, today
from publishing.search.queries import VerdictAnswer, answer_json, find

blueprint = Blueprint("verdict_api", __name__)

LONGEST_QUERY = 200


class BadQuestion(DomainError):
    """`q` is missing or too long."""

    code = "bad_question"
    status = 422


class BadDay(DomainError):
    """`as_of` is no day, or one that has not come yet."""

    code = "bad_day"
    status = 422


describe(
    BadQuestion.code,
    Problem(
        title=_l("q要写1到200个字"),
        what=_l("q是要查的园名、地址、拼音、电话或许可证号，这次没有写，或者写得太长。"),
        mend=_l("例如 ?q=月山镇中心幼儿园"),
    ),
)
describe(
    BadDay.code,
    Problem(
        title=_l("as_of不是能查的日期"),
        what=_l("as_of要写成2026-11-25这样的日期，不能晚于今天。"),
        mend=_l("不写as_of，就是查今天。"),
    ),
)


@blueprint.get("/api/v1/verdict")
@public
def verdict() -> Response:
    """?q=, within ?county= and as of ?as_of= where given; the same answer again is a 304."""
    if over_limit(VERDICT):
        raise TooManyRequests
    text = request.args.get("q", "").replace("\0", "").strip()
    if not 0 < len(text) <= LONGEST_QUERY:
        raise BadQuestion
    day, county_code = _day(), request.args.get("county", "")
    with read() as session:
        county = find_county(load_counties(session), county_code) if county_code else None
        answer = find(session, settings(), text, county_code=county.code if county else None, as_of=day)
        body = _with_source(session, answer)
    response = Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")
    # what somebody looks for is nobody else's business: the asker may keep it, nobody between
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response


def _day() -> date:
    given = request.args.get("as_of", "")
    if not given:
        return today()
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise BadDay from None
    if day > today():
        raise BadDay
    return day


def _with_source(session: Session, answer: VerdictAnswer) -> Mapping[str, JsonValue]:
    """The answer, and of one kindergarten the announcement that says so and its page."""
    body = answer_json(answer)
    one, found = body["kindergarten"], answer.kindergarten
    if not isinstance(one, dict) or found is None:
        return body
    source = announcements_by_id(session, {found.announcement_id}).get(found.announcement_id)
    base = settings().public_url
    one["source"] = {
        "authority": source.office_name if source else None,
        "number": source.number if source else None,
        "dated_on": source.dated_on.isoformat() if source and source.dated_on else None,
        "url": base + url_for("announcements.page", announcement_id=found.announcement_id),
    }
    one["url"] = base + url_for("kindergartens.page", kindergarten_id=found.id)
    return body
