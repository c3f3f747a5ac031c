"""The nine indicators against an independent recount in plain SQL, and what stands behind each number."""
# ruff: noqa: S608 (every sentence is written here)

from datetime import date

import pytest
from reports_year import FIRST, GONE, LAST, ask, fill
from small_city import TODAY, City
from sqlalchemy import event
from sqlalchemy.orm import Session

from intake.reports.indicators import CODES, Basis, Ratio, months, ratio, rows_of, shown
from intake.reports.measuring import gather_basis
from intake.tips.models import TipRecusal
from publishing.kernel.errors import Forbidden
from publishing.kernel.identity import Actor

LATEST = (
    "SELECT COUNT(*) FROM fixed_answers a JOIN tips t ON t.id = a.tip_id WHERE division_path LIKE :path"
    " AND a.id = (SELECT MAX(id) FROM fixed_answers WHERE tip_id = t.id) AND a.at >= :first AND a.at < :last"
)
DUE = "SELECT COUNT(*) FROM ledger_items WHERE division_path LIKE :path AND due_on BETWEEN :first AND :today"


def basis_of(session: Session, actor: Actor) -> Basis:
    return gather_basis(session, actor=actor, first=FIRST, last=LAST, today=TODAY)


def numbers(basis: Basis, code: str) -> tuple[int, int]:
    found = ratio(rows_of(code, basis, FIRST, LAST))
    return found.numerator, found.denominator


@pytest.fixture
def basis(session: Session, city: City) -> Basis:
    """The county's, over the generated year."""
    fill(session, city)
    return basis_of(session, city.auditor)


def test_numbers_of_the_ledger_agree_with_a_recount(session: Session, city: City, basis: Basis) -> None:
    given = {"path": f"{city.auditor.division_path}%", "first": "2026-01-01", "today": TODAY.isoformat()}
    struck = f"{DUE} AND struck_off_on <= :today"
    assert numbers(basis, "closeout_rate") == (ask(session, struck, **given), ask(session, DUE, **given))
    lite = session.get_bind().dialect.name == "sqlite"
    start = "2025-12-31 16:00:00" + (".000000" if lite else "+00")
    relapsed = "SELECT COUNT(*) FROM ledger_items WHERE relapse_of_id IS NOT NULL AND opened_at >= :start"
    found = numbers(basis, "relapse_count")[0]
    assert found == ask(session, relapsed, start=start) > 0


def test_numbers_of_tips_agree_with_a_recount(session: Session, city: City, basis: Basis) -> None:
    given = {"path": f"{city.auditor.division_path}%", "first": "2026-01-01", "today": TODAY.isoformat()}
    due = (
        f"SELECT COUNT(*) FROM tips WHERE division_path LIKE :path AND {GONE}"
        " AND conclude_by BETWEEN :first AND :today AND (conclude_by < :today OR concluded_at IS NOT NULL)"
    )
    assert numbers(basis, "ontime_close_rate")[1] == ask(session, due, **given) > 0
    lite = session.get_bind().dialect.name == "sqlite"
    edge = ".000000" if lite else "+00"
    told = {
        "path": given["path"],
        "first": f"2025-12-31 16:00:00{edge}",
        "last": f"{TODAY} 16:00:00{edge}",
    }
    glad = f"{LATEST} AND a.satisfaction IN ('satisfied', 'mostly')"
    assert numbers(basis, "satisfaction_rate") == (ask(session, glad, **told), ask(session, LATEST, **told))


def test_numbers_of_patrols_agree_with_a_recount(session: Session, city: City, basis: Basis) -> None:
    done = due = 0
    for month in range(1, 11):
        given = {"first": f"2026-{month:02}-01", "next": f"2026-{month + 1:02}-01"}
        patrolled = (
            "SELECT COUNT(DISTINCT grid_id) FROM visits WHERE kind = 'patrol' AND visited_on >= :first"
            " AND visited_on < :next"
        )
        waived = (
            "SELECT COUNT(*) FROM patrol_waivers w WHERE month = :first AND NOT EXISTS (SELECT 1 FROM visits"
            " WHERE kind = 'patrol' AND grid_id = w.grid_id AND visited_on >= :first AND visited_on < :next)"
        )
        done += ask(session, patrolled, **given)
        due += 3 - ask(session, waived, **given)
    assert numbers(basis, "patrol_rate") == (done, due)


def test_a_months_numbers_are_those_of_its_list_and_add_up_to_the_years(basis: Basis) -> None:
    for code in CODES:
        if code == "coverage_rate":  # a village visited twice counts once a year
            continue
        monthly = [ratio(rows_of(code, basis, start, end)) for start, end in months(FIRST, TODAY)]
        assert sum(one.denominator for one in monthly) == numbers(basis, code)[1]
        if code != "closeout_rate":  # struck off in a later month than it was due
            assert sum(one.numerator for one in monthly) == numbers(basis, code)[0]


def test_a_longer_year_asks_the_database_no_more_often(session: Session, city: City, basis: Basis) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        gather_basis(
            session, actor=city.auditor, first=date(2026, 9, 1), last=date(2026, 10, 31), today=TODAY
        )
        short = len(asked)
        asked.clear()
        assert basis_of(session, city.auditor).grids == basis.grids
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= short < 40


def test_every_number_is_within_the_viewers_jurisdiction(session: Session, city: City, basis: Basis) -> None:
    own = basis_of(session, city.head)
    for code in CODES:
        for row in rows_of(code, own, FIRST, LAST):
            assert row.division_path.startswith(city.head.division_path), code
    assert numbers(own, "announce_ontime_rate") == (0, 0)


def test_what_a_person_is_recused_from_counts_in_none_of_their_numbers(
    session: Session, city: City, basis: Basis
) -> None:
    before = {
        row.subject for row in rows_of("ontime_close_rate", basis_of(session, city.triage), FIRST, LAST)
    }
    hidden = int(min(before).partition(":")[2])
    session.add(TipRecusal(tip_id=hidden, account_id=city.triage.user_id, reason="relative"))
    session.flush()
    after = {row.subject for row in rows_of("ontime_close_rate", basis_of(session, city.triage), FIRST, LAST)}
    assert before - after == {f"tip:{hidden}"}


def test_a_patrol_without_named_places_covers_its_grid(basis: Basis) -> None:
    rows = rows_of("coverage_rate", basis, FIRST, LAST)
    assert {row.label for row in rows if row.counted} >= {"花园村", "磨头村"}
    assert not {row.label for row in rows if not row.counted} - {"和平社区"}


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "text"),
    [
        ("patrol_rate", 0, 0, "—"),
        ("patrol_rate", 0, 3, "0.0%"),
        ("patrol_rate", 2, 3, "66.7%"),
        ("patrol_rate", 3, 3, "100.0%"),
        ("relapse_count", 0, 0, "0"),
        ("relapse_count", 4, 4, "4"),
    ],
)
def test_nothing_is_divided_by_nought(code: str, numerator: int, denominator: int, text: str) -> None:
    assert shown(code, Ratio(numerator=numerator, denominator=denominator)) == text


def test_an_empty_city_has_no_numbers_and_no_errors(session: Session, city: City) -> None:
    empty = basis_of(session, city.auditor)
    for code in ("ontime_close_rate", "closeout_rate", "feedback_rate", "satisfaction_rate"):
        assert shown(code, ratio(rows_of(code, empty, FIRST, LAST))) == "—"


def test_indicators_are_not_for_everybody(session: Session, city: City) -> None:
    for actor in (city.wang, city.editor, city.hotline, city.admin):
        with pytest.raises(Forbidden):
            basis_of(session, actor)
