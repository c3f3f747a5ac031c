"""GET requests: reports whose outcome is published, and of them only what the outcome says.

Read from the published outcomes, never from the reports: a report that is still open, was merged, or is about
harm to a child is not found here, exactly like one that never was. Otherwise anybody could count a village's
reports, or watch for the next one.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.tips.rules import CATEGORIES
from portal.api.open311.answers import Refused, answer
from portal.i18n import locale, site_path, word
from portal.pages.places import load_counties, township_word
from publishing.announcements.outcomes import PublishedOutcome, last_outcomes
from publishing.divisions.queries import division_names
from publishing.kernel.clock import SHANGHAI
from publishing.kernel.db import JsonValue
from publishing.kernel.web import now, read, settings

MOST = 1_000
LONGEST_SPAN = timedelta(days=90)
CACHED = 60
_MOST_PAGE = 100_000
_W3C = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})", re.IGNORECASE | re.ASCII
)


def get_requests() -> Response:
    """The reports that fit the question; given numbers count before everything else."""
    numbers = _several("service_request_id")
    size = _whole("page_size", 1, MOST, MOST)
    page = _whole("page", 1, _MOST_PAGE, 1)
    with read() as session:
        if numbers:
            found = last_outcomes(session, numbers=numbers[:MOST], limit=MOST)
            return _answer(session, found)
        statuses, categories = _several("status"), _several("service_code")
        _check_among("status", statuses, ("open", "closed"), status=400)
        _check_among("service_code", categories, CATEGORIES, status=404)
        start, end = _span()
        if statuses and "closed" not in statuses:
            return _answer(session, ())
        found = last_outcomes(
            session,
            categories=categories or None,
            received_from=_first_month(start),
            received_before=_month_after(end),
            limit=size + 1,
            offset=(page - 1) * size,
        )
        response = _answer(session, found[:size])
    if len(found) > size:
        query = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        address = settings().public_url + site_path(request.path)
        response.headers["Link"] = f'<{address}?{urlencode([*query, ("page", page + 1)])}>; rel="next"'
    return response


def get_request(request_id: str) -> Response:
    """One report by its number."""
    with read() as session:
        found = last_outcomes(session, numbers=(request_id,), limit=1)
        if not found:
            raise Refused(
                404,
                _("没有公布过这个编号的处理结果。没有办结的举报不公布；自己的举报请凭查询码查看进度。"),
            )
        return _answer(session, found)


def get_token(token: str) -> Response:  # noqa: ARG001 (of the route)
    """Every report has its number at once, so that no token is ever given."""
    raise Refused(404, _("没有这个token。本站当场给出service_request_id，从不给token。"))


def _answer(session: Session, found: Sequence[PublishedOutcome]) -> Response:
    counties = load_counties(session)
    towns = division_names(session, [each.township_code for each in found if each.township_code])
    extended = request.args.get("extensions", "").lower() in ("true", "1", "yes")
    rows = []
    for each in found:
        county = counties.get(each.county_code)
        name = county.name if county else ""
        row = _row(each, county=name, township=township_word(towns.get(each.township_code or "", ""), name))
        row["agency_responsible"] = (county.office if county else "") or None
        if extended:
            row["extended_attributes"] = {
                "outcome": each.outcome,
                "outcome_name": word("outcome", each.outcome),
                "county_code": each.county_code,
                "requested_datetime_precision": "month",
            }
        rows.append(row)
    return answer("service_requests", rows, cached=CACHED)


def _row(each: PublishedOutcome, *, county: str, township: str) -> dict[str, JsonValue]:
    """The standard's fields in its order. What would tell more than the outcome does stays empty."""
    received = datetime.combine(each.received_on.replace(day=1), time(), SHANGHAI)
    return {
        "service_request_id": each.number,
        "status": "closed",
        "status_notes": each.wording,
        "service_name": word("category", each.category),
        "service_code": each.category,
        "description": None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": received.isoformat(timespec="seconds"),
        "updated_datetime": each.published_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "expected_datetime": None,
        "address": _address(county, township),
        "address_id": each.township_code or each.county_code,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _address(county: str, township: str) -> str:
    """The smallest place last in Chinese, first in English."""
    parts = [part for part in (settings().city_name, county, township) if part]
    return ", ".join(reversed(parts)) if locale() == "en" else "".join(parts)


def _several(name: str) -> list[str]:
    """The values of a parameter, which may be repeated and may hold commas; full-width commas too."""
    given = ",".join(request.args.getlist(name)).replace("，", ",")
    return list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


def _check_among(name: str, given: Sequence[str], known: Sequence[str], *, status: int) -> None:
    for value in given:
        if value not in known:
            raise Refused(
                status,
                _("%(field)s里没有“%(value)s”。可以写：%(known)s。",
                  field=name, value=value[:40], known=", ".join(known)),
            )  # fmt: skip


def _whole(name: str, least: int, most: int, otherwise: int) -> int:
    given = request.args.get(name, "").strip()
    if not given:
        return otherwise
    if not (given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most):
        raise Refused(400, _("%(field)s要写%(least)s到%(most)s的整数。", field=name, least=least, most=most))
    return int(given)


def _span() -> tuple[datetime, datetime]:
    """The asked span of time, at most 90 days; the last 90 days where nothing was asked."""
    start, end = _moment("start_date"), _moment("end_date")
    if start is None:
        end = end or now()
        start = _moved(end, -LONGEST_SPAN)
    elif end is None:
        end = _moved(start, LONGEST_SPAN)
    if end < start:
        raise Refused(400, _("start_date要早于end_date。"))
    if end - start > LONGEST_SPAN:
        raise Refused(400, _("start_date到end_date最多90天，请分几次查询。"))
    return start, end


def _moved(moment: datetime, much: timedelta) -> datetime:
    """`moment` moved by `much`, as far as the calendar goes."""
    try:
        return moment + much
    except OverflowError:
        return moment


def _moment(name: str) -> datetime | None:
    # an unescaped + of a zone arrives as a space
    given = request.args.get(name, "").strip().replace(" ", "+")
    if not given:
        return None
    try:
        if _W3C.fullmatch(given):
            return datetime.fromisoformat(given.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # told below, like any other text
    raise Refused(
        400,
        _(
            "%(field)s要写日期、时间和时区，例如2026-11-01T00:00:00Z。",
            field=name,
        ),
    )


def _first_month(start: datetime) -> date:
    """The first month whose beginning is not before `start`: what is told of receipt is its month."""
    local = _local(start)
    midnight = datetime.combine(local.date().replace(day=1), time(), local.tzinfo)
    return midnight.date() if local <= midnight else _next_month(midnight.date())


def _month_after(end: datetime) -> date:
    """The month after the last one that had begun by `end`."""
    return _next_month(_local(end).date().replace(day=1))


def _local(moment: datetime) -> datetime:
    try:
        return moment.astimezone(SHANGHAI)
    except OverflowError:
        return moment


def _next_month(first: date) -> date:
    if (first.year, first.month) == (date.max.year, 12):
        return date.max
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
