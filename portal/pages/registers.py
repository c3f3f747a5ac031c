"""The counties' lists side by side: how many are licensed, confirmed when, kept up or not. Never ranked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.pages.freshness import Freshness, TermState, term_state
from portal.pages.places import County
from publishing.registry.queries import counts_by_county

_TAGS = {Freshness.UPDATED: "done", Freshness.DUE: "plain", Freshness.OVERDUE: "expired"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CountyLine:
    """A county's row; without a list `confirmed_on` is None."""

    county: County
    licensed: int
    total: int
    confirmed_on: date | None
    term: TermState

    @property
    def tag(self) -> tuple[str, str]:
        """Kind and word of the tag that says how the list is kept."""
        words = {
            Freshness.UPDATED: _("已更新"),
            Freshness.DUE: _("待更新"),
            Freshness.OVERDUE: _("未按时更新"),
        }
        return _TAGS[self.term.state], str(words[self.term.state])


def county_lines(session: Session, counties: Mapping[str, County], today: date) -> list[CountyLine]:
    """A row for every county in the order of the division table, those without a list too."""
    counts = {count.county_code: count for count in counts_by_county(session, today=today)}
    lines = []
    for county in counties.values():
        count = counts.get(county.code)
        confirmed_on = count.confirmed_on if count else None
        lines.append(
            CountyLine(
                county=county,
                licensed=count.licensed if count else 0,
                total=count.total if count else 0,
                confirmed_on=confirmed_on,
                term=term_state(confirmed_on, today),
            )
        )
    return lines
