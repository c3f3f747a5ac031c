"""Every figure of a report against an independent recount in plain SQL over a generated year."""
# ruff: noqa: S608 (every sentence is written here)

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from reports_year import ask, fill
from small_city import COUNTY, TODAY, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.reports.computing import compute
from intake.reports.counting import FIGURES, LINE, Counted
from intake.reports.rules import Span
from publishing.kernel.accounts.queries import get_office

FIRST_HALF, SECOND_HALF, YEAR = Span(year=2026, half=1), Span(year=2026, half=2), Span(year=2026, half=0)
BOX = "division_path LIKE :path"
NOT_OUT = "(struck_off_on IS NULL OR struck_off_on > :{day}) AND (h.at IS NULL OR h.at >= :after_{day})"
ITEMS = (
    "ledger_items i LEFT JOIN (SELECT subject, MIN(at) AS at FROM audit_rows"
    " WHERE action = 'ledger.hand_over' GROUP BY subject) h"
    " ON h.subject = 'ledger:' || i.id WHERE division_path LIKE :path"
)
OPEN_BEFORE = (
    f"SELECT COUNT(*) FROM {ITEMS} AND i.opened_at < :after_before AND {NOT_OUT.format(day='before')}"
)
OPEN_AFTER = f"SELECT COUNT(*) FROM {ITEMS} AND i.opened_at < :after_last AND {NOT_OUT.format(day='last')}"
VISITS = f"FROM visits v WHERE {BOX} AND visited_on BETWEEN :first AND :last"
FINDINGS = (
    f"FROM findings f JOIN visits v ON v.id = f.visit_id WHERE {BOX} AND visited_on BETWEEN :first AND :last"
)
LETTERS = f"FROM letters l JOIN ledger_items i ON i.id = l.item_id WHERE {BOX} AND i.opened_at < :after_last"
TIPS = f"FROM tips WHERE {BOX} AND state NOT IN ('merged', 'withdrawn')"
RECEIVED = f"{TIPS} AND received_at >= :start AND received_at < :after_last"
CONCLUDED = f"{TIPS} AND received_at < :after_last AND concluded_at >= :start AND concluded_at < :after_last"
TIPS_OPEN = (
    f"{TIPS} AND received_at < :after_last AND (concluded_at IS NULL OR concluded_at >= :after_last)"
    " AND state NOT IN ('not_accepted', 'transferred', 'archived')"
)
SQL = {
    "grids": f"SELECT COUNT(*) FROM grids WHERE {BOX}",
    "supervisors": (
        "SELECT COUNT(DISTINCT account_id) FROM grid_supervisors s JOIN grids g ON g.id = s.grid_id"
        f" WHERE {BOX}"
    ),
    "vacant": "SELECT 0",
    "visits": f"SELECT COUNT(*) {VISITS}",
    "findings": f"SELECT COUNT(*) {FINDINGS}",
    "unlicensed": f"SELECT COUNT(*) {FINDINGS} AND category = 'unlicensed'",
    "major": f"SELECT COUNT(*) {FINDINGS} AND severity = 'major'",
    "on_spot": f"SELECT COUNT(*) {FINDINGS} AND f.handling = 'on_spot'",
    "found_nothing": (
        f"SELECT COUNT(*) {VISITS} AND NOT EXISTS (SELECT 1 FROM findings WHERE visit_id = v.id)"
    ),
    "open_before": OPEN_BEFORE,
    "opened": (
        f"SELECT COUNT(*) FROM ledger_items WHERE {BOX} AND opened_at >= :start AND opened_at < :after_last"
    ),
    "struck_off": (
        f"SELECT COUNT(*) FROM {ITEMS} AND struck_off_on BETWEEN :first AND :last AND h.at IS NULL"
        " AND i.opened_at < :after_last"
    ),
    "handed_over": (
        f"SELECT COUNT(*) FROM {ITEMS} AND h.at >= :start AND h.at < :after_last"
        " AND i.opened_at < :after_last"
    ),
    "open_after": OPEN_AFTER,
    "overdue": f"{OPEN_AFTER} AND due_on < :last",
    "open_unlicensed": f"{OPEN_AFTER} AND kind = 'unlicensed'",
    "open_hazard": f"{OPEN_AFTER} AND kind = 'hazard'",
    "open_major": f"{OPEN_AFTER} AND severity = 'major'",
    "notices": (
        f"SELECT COUNT(*) FROM notices n JOIN ledger_items i ON i.id = n.item_id WHERE {BOX}"
        " AND i.opened_at < :after_last AND n.issued_on BETWEEN :first AND :last"
    ),
    "filed": (
        "SELECT COUNT(*) FROM audit_rows a JOIN ledger_items i ON a.subject = 'ledger:' || i.id"
        f" WHERE a.action = 'ledger.file_up' AND {BOX} AND i.opened_at < :after_last"
        " AND a.at >= :start AND a.at < :after_last"
    ),
    "letters": f"SELECT COUNT(*) {LETTERS} AND sent_on BETWEEN :first AND :last",
    "replied_letters": f"SELECT COUNT(*) {LETTERS} AND replied_on BETWEEN :first AND :last",
    "late_letters": (
        f"SELECT COUNT(*) {LETTERS} AND sent_on <= :last AND reply_due_on < :last"
        " AND (replied_on IS NULL OR replied_on > :last)"
    ),
    "tips": f"SELECT COUNT(*) {RECEIVED}",
    "accepted": f"SELECT COUNT(*) {RECEIVED} AND accepted_at IS NOT NULL",
    "concluded": f"SELECT COUNT(*) {CONCLUDED}",
    "substantiated": f"SELECT COUNT(*) {CONCLUDED} AND outcome IN ('substantiated', 'partly_substantiated')",
    "unsubstantiated": f"SELECT COUNT(*) {CONCLUDED} AND outcome = 'unsubstantiated'",
    "tips_open": f"SELECT COUNT(*) {TIPS_OPEN}",
    "tips_overdue": f"SELECT COUNT(*) {TIPS_OPEN} AND conclude_by < :last",
    "spot_checks": f"SELECT COUNT(*) {VISITS} AND kind = 'spot_check'",
    "spot_findings": f"SELECT COUNT(*) {FINDINGS} AND v.kind = 'spot_check'",
    "relapses": (
        f"SELECT COUNT(*) FROM ledger_items WHERE {BOX} AND relapse_of_id IS NOT NULL"
        " AND opened_at >= :start AND opened_at < :after_last"
    ),
}
"""By figure; `duties`, `patrolled` and `concluded_in_time` are recounted below, month by month."""

DAYS = [date(2025, 12, 1) + timedelta(days=n) for n in range(460)]


def bounds(session: Session, path: str, span: Span) -> dict[str, object]:
    """What the sentences ask for: days as text, moments as the database writes them."""
    last = span.until(TODAY)

    before = span.first - timedelta(days=1)
    return {
        "path": f"{path}%",
        "first": span.first.isoformat(),
        "last": last.isoformat(),
        "before": before.isoformat(),
        "start": end_of(session, before),
        "after_before": end_of(session, before),
        "after_last": end_of(session, last),
    }


def end_of(session: Session, day: date) -> str:
    """The moment at which a day ends in Shanghai, 16:00 UTC, as the database writes it."""
    moment = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
    lite = session.get_bind().dialect.name == "sqlite"
    return f"{moment:%Y-%m-%d %H:%M:%S}" + (".000000" if lite else "+00")


def used(sql: str, given: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if f":{name}" in sql}


@pytest.fixture
def year(session: Session, city: City) -> Callable[[str, Span], tuple[Counted, dict[str, object]]]:
    """Counts a report over the generated year."""
    fill(session, city)

    def counted(code: str, span: Span) -> tuple[Counted, dict[str, object]]:
        who = {TOWNSHIP: city.head, COUNTY: city.triage}.get(code, city.auditor)
        office = get_office(session, who.office_id or 0)
        given = bounds(session, office.division_path, span)
        return compute(session, office, span, today=TODAY), given

    return counted


def test_every_figure_agrees_with_a_recount(
    session: Session, year: Callable[[str, Span], tuple[Counted, dict[str, object]]]
) -> None:
    for code, span in ((TOWNSHIP, FIRST_HALF), (TOWNSHIP, SECOND_HALF), (COUNTY, YEAR), ("", YEAR)):
        counted, given = year(code, span)
        recount = {name: ask(session, sql, **used(sql, given)) for name, sql in SQL.items()}
        months = [f"2026-{number:02}" for number in range(1, 13)]
        ended = [m for m in months if span.first.isoformat()[:7] <= m < TODAY.isoformat()[:7]]
        if span.half == 1:
            ended = [m for m in ended if m <= "2026-06"]
        let_off = (
            "SELECT COUNT(*) FROM patrol_waivers w JOIN grids g ON g.id = w.grid_id"
            " WHERE g.division_path LIKE :path AND w.withdrawn_at IS NULL AND w.month = :first AND NOT EXISTS"
            " (SELECT 1 FROM visits v WHERE v.kind = 'patrol' AND v.grid_id = g.id"
            " AND v.visited_on >= :first AND v.visited_on < :next)"
        )
        recount["waived"] = sum(
            ask(session, let_off, path=given["path"], first=f"{m}-01", next=_next(m)) for m in ended
        )
        recount["duties"] = recount["grids"] * len(ended) - recount["waived"]
        done = (
            "SELECT COUNT(DISTINCT grid_id) FROM visits WHERE kind = 'patrol' AND grid_id IN"
            " (SELECT id FROM grids WHERE division_path LIKE :path)"
            " AND visited_on >= :first AND visited_on < :next"
        )
        recount["patrolled"] = sum(
            ask(session, done, path=given["path"], first=f"{m}-01", next=_next(m)) for m in ended
        )
        in_time = f"SELECT COUNT(*) {CONCLUDED} AND concluded_at < :by AND conclude_by = :day"
        recount["concluded_in_time"] = sum(
            ask(session, in_time, by=end_of(session, day), day=day.isoformat(), **used(CONCLUDED, given))
            for day in DAYS
        )
        assert counted.figures == recount
        assert set(recount) == set(counted.figures) == {name for names in FIGURES.values() for name in names}


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year}-{number + 1:02}-01" if number < 12 else f"{year + 1}-01-01"


def test_the_summary_table_adds_up_to_the_figures(
    year: Callable[[str, Span], tuple[Counted, dict[str, object]]],
) -> None:
    for code, span in ((TOWNSHIP, SECOND_HALF), (COUNTY, YEAR), ("", YEAR)):
        counted, _given = year(code, span)
        sums = [sum(line.figures[index] for line in counted.lines) for index in range(len(LINE))]
        assert sums == [counted.figures[name] for name in LINE]
        assert sum(kind.total for kind in counted.kinds) == counted.figures["findings"]


def test_what_is_open_at_the_end_of_a_half_year_is_open_at_the_start_of_the_next(
    year: Callable[[str, Span], tuple[Counted, dict[str, object]]],
) -> None:
    first, second = (year(TOWNSHIP, span)[0].figures for span in (FIRST_HALF, SECOND_HALF))
    assert first["open_after"] == second["open_before"]
    for n in (first, second):
        assert n["open_before"] + n["opened"] - n["struck_off"] - n["handed_over"] == n["open_after"]
