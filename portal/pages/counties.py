"""各县（市、区）名单: every county with freshness and hotline, and one county's kindergartens by township."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from intake.tips.owed import NOTHING, punctuality
from portal.i18n import word
from portal.pages.outcomes import outcome_lines
from portal.pages.paging import page_of
from portal.pages.places import find_county, load_counties, phones_of, split_name, township_word
from portal.pages.registers import county_lines
from portal.pages.showing import page as cached_page
from portal.pages.showing import zh
from portal.pages.statistics import days_row
from publishing.announcements.queries import latest_of_county, list_released
from publishing.divisions.queries import list_children
from publishing.kernel.web import public, read, today
from publishing.registry.queries import KindergartenValue, list_kindergartens
from publishing.registry.rules import LicenceStatus

blueprint = Blueprint("counties", __name__)

PER_PAGE = 50
NEWEST = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedLine:
    """A row of the county's list."""

    value: KindergartenValue
    name: Markup
    township: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What the list is narrowed to; empty: not."""

    text: str
    township: str
    status: str

    def fits(self, value: KindergartenValue) -> bool:
        """Whether a kindergarten is shown."""
        facts = value.facts
        wanted = _plain(self.text)
        return (
            (not self.township or value.township_code == self.township)
            and (not self.status or value.status.value == self.status)
            and (
                not wanted
                or any(wanted in _plain(t or "") for t in (facts.name, facts.address, facts.licence_no))
            )
        )


@blueprint.get("/counties/")
@public
def index() -> ResponseReturnValue:
    """All counties in the order of the division table."""
    with read() as session:
        lines = county_lines(session, load_counties(session), today())
    return cached_page("portal/counties.html", lines=lines)


@blueprint.get("/counties/<code>")
@public
def page(code: str) -> ResponseReturnValue:
    """One county; a code of twelve digits leads to the address with six. An unknown code is a 404."""
    with read() as session:
        counties = load_counties(session)
        county = find_county(counties, code)
        if code != county.slug:
            return redirect(url_for("counties.page", code=county.slug), 308)
        line = next(each for each in county_lines(session, counties, today()) if each.county == county)
        everything, _total = list_kindergartens(session, county_code=county.code, today=today())
        townships = [
            (t.code, township_word(t.name, county.name)) for t in list_children(session, county.code)
        ]
        current = latest_of_county(session, county.code, with_list=True)
        announcements = list_released(session, county_code=county.code, limit=NEWEST + 1)
        outcomes = outcome_lines(session, counties, county=county, limit=NEWEST)
        kept = punctuality(session, today=today()).get(county.code, NOTHING)
    chosen = _filter(townships)
    found = [value for value in everything if chosen.fits(value)]
    paging = page_of(len(found), PER_PAGE)
    return cached_page(
        "portal/county.html",
        line=line,
        here=county,
        counts=_counts(everything),
        phones=phones_of(county),
        current=current,
        announcements=[each for each in announcements if each != current][:NEWEST],
        outcomes=outcomes,
        days=days_row(kept),
        chosen=chosen,
        filtered=any((chosen.text, chosen.township, chosen.status)),
        townships=townships,
        statuses=[(s.value, word("licence_status", s.value)) for s in LicenceStatus],
        paging=paging,
        rows=[_line(v, county.name) for v in found[paging.offset : paging.offset + PER_PAGE]],
    )


def _filter(townships: Sequence[tuple[str, str]]) -> Filter:
    """The filter of the address; a township or status that does not exist narrows nothing."""
    township, status = request.args.get("township", ""), request.args.get("status", "")
    return Filter(
        text=request.args.get("q", "").strip()[:200],
        township=township if township in dict(townships) else "",
        status=status if status in set(LicenceStatus) else "",
    )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _counts(values: Sequence[KindergartenValue]) -> Counter[str]:
    return Counter(value.status.value for value in values)


def _line(value: KindergartenValue, county: str) -> ListedLine:
    # the page is the county's own and has a column for the township: neither stands before the name again
    parts = split_name(value.facts.name, county=county, township=value.facts.township_name)
    return ListedLine(value=value, name=zh(*parts), township=township_word(value.facts.township_name, county))
