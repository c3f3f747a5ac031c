"""举报处理结果: what reports led to, in words that name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.i18n import word
from portal.pages.paging import page_of
from portal.pages.places import County, find_county, load_counties, township_word
from portal.pages.showing import page
from publishing.announcements.outcomes import list_outcomes, outcome_counts
from publishing.divisions.queries import division_names
from publishing.kernel.web import public, read
from publishing.kernel.words import WORDS

blueprint = Blueprint("outcomes", __name__)

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeLine:
    """One published outcome with the names of its place; `township` is empty where it is not published."""

    id: int
    county: str
    township: str
    category: str
    outcome: str
    wording: str
    published_at: datetime


def outcome_lines(
    session: Session,
    counties: Mapping[str, County],
    *,
    county: County | None = None,
    category: str | None = None,
    limit: int,
    offset: int = 0,
) -> list[OutcomeLine]:
    """A page of outcomes, newest first."""
    found = list_outcomes(
        session, county_code=county.code if county else None, category=category, limit=limit, offset=offset
    )
    towns = division_names(session, [o.township_code for o in found if o.township_code])
    lines = []
    for outcome in found:
        name = counties[outcome.county_code].name if outcome.county_code in counties else ""
        lines.append(
            OutcomeLine(
                id=outcome.id,
                county=name,
                township=township_word(towns.get(outcome.township_code or "", ""), name),
                category=outcome.category,
                outcome=outcome.outcome,
                wording=outcome.wording,
                published_at=outcome.published_at,
            )
        )
    return lines


@blueprint.get("/outcomes/")
@public
def index() -> ResponseReturnValue:
    """All outcomes, of one county or category where asked. An unknown county is a 404, as everywhere."""
    asked, category = request.args.get("county", ""), request.args.get("category", "")
    category = category if category in WORDS["category"] else ""
    with read() as session:
        counties = load_counties(session)
        county = find_county(counties, asked) if asked else None
        counts = outcome_counts(
            session, county_code=county.code if county else None, category=category or None
        )
        paging = page_of(sum(counts.values()), PER_PAGE)
        lines = outcome_lines(
            session,
            counties,
            county=county,
            category=category or None,
            limit=PER_PAGE,
            offset=paging.offset,
        )
    return page(
        "portal/outcomes.html",
        lines=lines,
        paging=paging,
        chosen=county,
        category=category,
        county_options=[(each.slug, each.name) for each in counties.values()],
        categories=[(code, word("category", code)) for code in WORDS["category"]],
    )
