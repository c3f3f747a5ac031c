"""Published outcomes: a whitelist, plain words, and nothing twice."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from county_world import BOAI, NOW, YUESHAN

from publishing.announcements.outcomes import (
    PublicOutcome,
    last_outcomes,
    list_outcomes,
    outcome_counts,
    publish_outcome,
)
from publishing.kernel.db import Database
from publishing.kernel.errors import Invalid

REPORT = PublicOutcome(
    source="tip:0b1c",
    county_code=BOAI,
    township_code=YUESHAN,
    category="unlicensed",
    outcome="substantiated",
    wording="经核查情况属实，已责令停止办园，幼儿已分流到附近有证幼儿园。",
    received_on=date(2026, 11, 2),
)


def test_a_source_is_published_once(database: Database) -> None:
    with database.begin() as session:
        first = publish_outcome(session, REPORT, now=NOW)
        again = publish_outcome(session, replace(REPORT, wording="另一种说法"), now=NOW)
        assert again == first
        assert outcome_counts(session) == {"substantiated": 1}


def test_nothing_but_the_whitelist_has_a_place() -> None:
    assert {field.name for field in fields(PublicOutcome)} == {
        "source",
        "number",
        "county_code",
        "township_code",
        "category",
        "outcome",
        "wording",
        "received_on",
    }


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"wording": "  "}, "wording", "missing"),
        ({"wording": "长" * 501}, "wording", "too_long"),
        ({"wording": "已告知举报人13800138000。"}, "wording", "personal"),
        ({"wording": "负责人身份证410822199001011234"}, "wording", "personal"),
        ({"wording": "负责人身份证４１０８２２１９９００１０１１２３Ｘ"}, "wording", "personal"),
        ({"wording": "请打１３８ ００１３ ８０００"}, "wording", "personal"),
        ({"category": "gossip"}, "category", "unknown"),
        ({"outcome": "perhaps"}, "outcome", "unknown"),
        ({"received_on": date(2026, 11, 24)}, "received_on", "future"),
    ],
)
def test_what_may_not_be_published_is_refused(
    database: Database, change: dict[str, object], field: str, reason: str
) -> None:
    with database.begin() as session, pytest.raises(Invalid) as refused:
        publish_outcome(session, replace(REPORT, **change), now=NOW)  # type: ignore[arg-type]
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)


def test_landlines_and_document_numbers_are_no_personal_numbers(database: Database) -> None:
    wording = "已下达整改通知书（博教改〔2026〕12号），监督电话0391-1000822。"
    with database.begin() as session:
        assert publish_outcome(session, replace(REPORT, wording=wording), now=NOW).wording == wording


def test_received_today_in_shanghai_is_no_future(database: Database) -> None:
    just_after_midnight = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    with database.begin() as session:
        found = publish_outcome(
            session, replace(REPORT, received_on=date(2026, 11, 24)), now=just_after_midnight
        )
    assert found.received_on == date(2026, 11, 24)


def test_outcomes_are_listed_and_counted_by_county_newest_first(database: Database) -> None:
    with database.begin() as session:
        for number, (county, outcome) in enumerate(
            [(BOAI, "substantiated"), (BOAI, "unsubstantiated"), ("410821000000", "referred")]
        ):
            publish_outcome(
                session,
                replace(REPORT, source=f"tip:{number}", county_code=county, outcome=outcome),
                now=NOW + timedelta(minutes=number),
            )
    with database.read() as session:
        assert [o.outcome for o in list_outcomes(session, limit=2)] == ["referred", "unsubstantiated"]
        assert [o.outcome for o in list_outcomes(session, county_code=BOAI, limit=5)] == [
            "unsubstantiated",
            "substantiated",
        ]
        assert outcome_counts(session, county_code=BOAI) == {"substantiated": 1, "unsubstantiated": 1}
        assert outcome_counts(session)["referred"] == 1


def test_reports_are_found_by_number_category_and_day_of_receipt(database: Database) -> None:
    with database.begin() as session:
        for n, (category, day) in enumerate([("fire", 1), ("food", 2), ("fire", 30)], 1):
            report = replace(
                REPORT,
                source=f"tip:{n}:1",
                number=f"博爱2026-000{n}",
                category=category,
                received_on=date(2026, 10, day),
            )
            publish_outcome(session, report, now=NOW + timedelta(hours=n))
        publish_outcome(session, REPORT, now=NOW)

        def found(limit: int = 9, **narrowed: object) -> list[str | None]:
            return [each.number for each in last_outcomes(session, limit=limit, **narrowed)]

        assert found() == ["博爱2026-0003", "博爱2026-0002", "博爱2026-0001"]
        assert found(limit=1, offset=1) == ["博爱2026-0002"]
        assert found(numbers=["博爱2026-0001", "武陟2026-0001"]) == ["博爱2026-0001"]
        assert found(categories=["fire"]) == ["博爱2026-0003", "博爱2026-0001"]
        assert found(received_from=date(2026, 10, 2), received_before=date(2026, 10, 30)) == ["博爱2026-0002"]


def test_of_a_report_that_was_answered_twice_only_the_last_answer_is_found(database: Database) -> None:
    with database.begin() as session:
        for version in (3, 9):
            report = replace(
                REPORT, source=f"tip:1:{version}", number="博爱2026-0001", wording=f"第{version}次答复"
            )
            publish_outcome(session, report, now=NOW)
        (found,) = last_outcomes(session, limit=9)
        assert found.wording == "第9次答复"
        assert len(list_outcomes(session, limit=9)) == 2
