"""An office that owes a report is told before and after its day, once; one that reported is left alone."""

from datetime import UTC, date, datetime

import pytest
from small_city import NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.reports.drafting import begin_report, submit, write_words
from intake.reports.reminding import remind_of_reports
from intake.reports.setting import set_due
from intake.reports.signing import sign
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notices_of


def on(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 2, tzinfo=UTC)


def told(session: Session, who: Actor) -> list[tuple[str, int, int, str]]:
    return [
        (one.kind, one.values["year"], one.values["half"], one.values["due"])
        for one in notices_of(session, who.user_id or 0, limit=50)
        if one.kind.startswith("report_")
    ]


HALF_DUE = ("report_due", 2026, 2, "2026-12-15")
HALF_LATE = ("report_overdue", 2026, 2, "2026-12-15")


def test_writers_are_told_once_some_working_days_before(session: Session, city: City) -> None:
    remind_of_reports(session, now=on(12, 10))  # three working days are left; the usual reminder is two
    assert told(session, city.wang) == told(session, city.head) == []
    for day in (11, 13, 15):
        remind_of_reports(session, now=on(12, day))
    assert told(session, city.wang) == told(session, city.head) == [HALF_DUE]
    assert told(session, city.triage) == told(session, city.editor) == []


def test_after_the_day_whoever_signs_is_told_too(session: Session, city: City) -> None:
    for day in (16, 17, 31):
        remind_of_reports(session, now=on(12, day))
    assert told(session, city.head) == [HALF_LATE]
    assert told(session, city.triage) == [("report_due", 2026, 0, "2026-12-31")]
    assert told(session, city.leader) == []
    remind_of_reports(session, now=on(1, 4, 2027))
    assert told(session, city.leader) == [("report_overdue", 2026, 0, "2026-12-31")]
    assert told(session, city.triage)[0] == ("report_overdue", 2026, 0, "2026-12-31")


def test_who_has_reported_is_not_told(session: Session, city: City) -> None:
    report = begin_report(session, year=2026, half=2, actor=city.wang, now=NOW, today=TODAY)
    write_words(session, report.id, {"plans": "加强巡查。"}, actor=city.wang, now=NOW)
    submit(session, report.id, actor=city.wang, now=NOW, today=TODAY)
    sign(session, report.id, actor=city.head, now=NOW)
    remind_of_reports(session, now=on(12, 16))
    assert told(session, city.wang) == told(session, city.head) == []
    assert told(session, city.motou_head) == [HALF_LATE]


def test_a_day_that_the_county_set_is_the_day(session: Session, city: City) -> None:
    set_due(session, slot="half2", day=date(2026, 12, 25), reason="期末", actor=city.triage, now=NOW)
    remind_of_reports(session, now=on(12, 16))
    assert told(session, city.wang) == []
    remind_of_reports(session, now=on(12, 24))
    assert told(session, city.wang) == [("report_due", 2026, 2, "2026-12-25")]


@pytest.mark.parametrize(("month", "day", "late"), [(2, 13, True), (2, 14, False), (4, 1, False)])
def test_what_is_long_gone_is_told_no_more(
    session: Session, city: City, month: int, day: int, late: bool
) -> None:
    remind_of_reports(session, now=on(month, day, 2027))
    assert (HALF_LATE in told(session, city.wang)) is late
