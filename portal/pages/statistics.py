"""公开统计: the register and the reports in figures, county by county in the order of the division table.

Shown, never ranked. Counts of reports below five are not published, and no total gives them away.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.tips.asked import fixed_by_county
from intake.tips.asks import ANSWERS
from intake.tips.owed import NOTHING, Punctuality, punctuality
from intake.tips.queries import counts_by_county as tip_counts
from intake.tips.values import AskCount
from portal.i18n import number, word
from portal.pages.places import load_counties
from portal.pages.registers import county_lines
from portal.pages.showing import page, zh
from publishing.announcements.outcomes import outcome_counts
from publishing.kernel.web import public, read, today
from publishing.kernel.words import WORDS
from publishing.registry.queries import iter_all
from publishing.registry.rules import LicenceStatus

blueprint = Blueprint("statistics", __name__)

LEAST_SHOWN = 5


@blueprint.get("/statistics/")
@public
def index() -> ResponseReturnValue:
    """The register by status, reports received and concluded, published outcomes; each with a definition."""
    with read() as session:
        counties = load_counties(session)
        lines = county_lines(session, counties, today())
        by_status = Counter((v.county_code, v.status) for v in iter_all(session, today=today()))
        tips = {count.county_code: count for count in tip_counts(session)}
        outcomes = outcome_counts(session)
        asks = fixed_by_county(session, today=today())
        punctual = punctuality(session, today=today())
    kept = [punctual.get(code, NOTHING) for code in counties]
    received = [tips[code].received if code in tips else 0 for code in counties]
    concluded = [tips[code].concluded if code in tips else 0 for code in counties]
    register = [
        (zh(county.name), *(number(by_status[code, status]) for status in LicenceStatus))
        for code, county in counties.items()
    ]
    totals = [sum(by_status[code, status] for code in counties) for status in LicenceStatus]
    return page(
        "portal/statistics.html",
        today=today(),
        licensed=totals[0] + totals[1],
        statuses=[_status_word(status) for status in LicenceStatus],
        register=register,
        register_total=(_("合计"), *map(number, totals)),
        licensed_bars=[(zh(line.county.name), line.licensed, number(line.licensed)) for line in lines],
        tips=[
            (zh(county.name), _guarded(came), _guarded(ended))
            for county, came, ended in zip(counties.values(), received, concluded, strict=True)
        ],
        tips_total=(_("合计"), guarded_total(received), guarded_total(concluded)),
        days=[(zh(county.name), *days_row(one)) for county, one in zip(counties.values(), kept, strict=True)],
        days_total=(
            _("合计"),
            guarded_total([one.open for one in kept]),
            guarded_total([one.overdue for one in kept]),
            "",
        ),
        received=guarded_total(received),
        concluded=guarded_total(concluded),
        ask_heads=[_("问到"), _("答复"), *(word("fixed_answer", answer) for answer in ANSWERS)],
        asked=[(zh(counties[ask.county_code].name), *_ask_cells(ask)) for ask in asks],
        asked_total=(_("合计"), *_ask_totals(asks)),
        outcomes=_outcome_rows(outcomes),
        outcome_bars=_outcome_bars(outcomes),
        published=guarded_total(list(outcomes.values())),
        some_lists_missing=any(line.confirmed_on is None for line in lines),
    )


def _status_word(status: LicenceStatus) -> str:
    """The head of a column: short, beside 有证."""
    return str(_("整改中")) if status is LicenceStatus.CONDITIONAL else word("licence_status", status.value)


def is_small(count: int) -> bool:
    """Whether a count of reports could point at a person."""
    return 0 < count < LEAST_SHOWN


def _guarded(count: int) -> str:
    return str(_("少于%(n)s", n=LEAST_SHOWN)) if is_small(count) else number(count)


def guarded_total(counts: Iterable[int]) -> str:
    """The sum; where one of the counts is not shown, only that it exceeds the sum of those that are."""
    counts = list(counts)
    shown = sum(count for count in counts if not is_small(count))
    if not any(map(is_small, counts)):
        return number(shown)
    return str(_("超过%(n)s", n=number(shown))) if shown else _guarded_sum(counts)


def _guarded_sum(counts: Sequence[int]) -> str:
    """All counts are small: their sum is small too, or it is rounded down to tens."""
    total = sum(counts)
    if total < LEAST_SHOWN:
        return _guarded(total)
    return str(_("超过%(n)s", n=number(max((total - 1) // 10 * 10, LEAST_SHOWN - 1))))


def _parts(ask: AskCount) -> tuple[int, int, int]:
    return ask.fixed, ask.not_fixed, ask.unsure


def _hides(ask: AskCount) -> bool:
    """Whether one part is small: then none is shown, or it could be worked out from the others."""
    return any(map(is_small, _parts(ask)))


def _ask_cells(ask: AskCount) -> tuple[str, ...]:
    parts = [_("不公开")] * 3 if _hides(ask) else [number(part) for part in _parts(ask)]
    return (_guarded(ask.asked), _guarded(ask.answered), *parts)


def _ask_totals(asks: Sequence[AskCount]) -> tuple[str, ...]:
    """Of a part that some county does not show, only how many the others have."""
    hidden = any(map(_hides, asks))
    shown = []
    for place in range(3):
        total = sum(_parts(ask)[place] for ask in asks if not _hides(ask))
        beyond = _("超过%(n)s", n=number(total)) if total else _("不公开")
        shown.append(beyond if hidden else number(total))
    return (guarded_total([ask.asked for ask in asks]), guarded_total([ask.answered for ask in asks]), *shown)


def days_row(kept: Punctuality) -> tuple[str, str, str]:
    """Open, overdue, and the share concluded in time: a dash, or only that it exceeds something, where it
    would tell a number that is too small to be shown."""
    share = "—"
    late = kept.concluded - kept.in_time
    if kept.concluded >= LEAST_SHOWN and not is_small(late) and not is_small(kept.in_time):
        share = f"{100 * kept.in_time // kept.concluded}%"
    elif kept.concluded >= LEAST_SHOWN and is_small(late):
        share = str(_("超过%(n)s", n=f"{100 * (kept.concluded - LEAST_SHOWN) // kept.concluded}%"))
    return _guarded(kept.open), _guarded(kept.overdue), share


def _outcome_rows(outcomes: dict[str, int]) -> list[tuple[str, str]]:
    return [(word("outcome", code), _guarded(outcomes.get(code, 0))) for code in WORDS["outcome"]]


def _outcome_bars(outcomes: dict[str, int]) -> list[tuple[str, int, str]]:
    """A small count draws no bar: its length would say what the word hides."""
    return [
        (word("outcome", code), 0 if is_small(n := outcomes.get(code, 0)) else n, _guarded(n))
        for code in WORDS["outcome"]
    ]
