"""The words that follow from a list: terms, numbers, names with their place."""

from datetime import date

import pytest

from publishing.announcements.rules import canonical, content_hash
from publishing.announcements.wording import number_of, placed_name, school_term
from publishing.registry.rules import KindergartenFacts


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 8, 1), "2026年秋季学期"),
        (date(2026, 12, 31), "2026年秋季学期"),
        (date(2027, 1, 31), "2026年秋季学期"),
        (date(2027, 2, 1), "2027年春季学期"),
        (date(2027, 7, 31), "2027年春季学期"),
    ],
)
def test_a_term_runs_from_august_or_february(day: date, term: str) -> None:
    assert school_term(day) == term


def test_a_number_is_written_as_the_standard_says() -> None:
    assert number_of("博教", date(2026, 3, 9), 3) == "博教公告〔2026〕3号"


@pytest.mark.parametrize(
    ("name", "township", "shown"),
    [
        ("小新芽幼儿园", "博爱县许良镇", "许良镇小新芽幼儿园"),
        ("许良镇中心幼儿园", "博爱县许良镇", "许良镇中心幼儿园"),
        ("博爱县清化镇街道中心幼儿园", "博爱县清化镇街道", "博爱县清化镇街道中心幼儿园"),
        ("农场幼儿园", "国营博爱农场", "国营博爱农场农场幼儿园"),
        ("小太阳幼儿园", "焦西街道", "焦西街道小太阳幼儿园"),
    ],
)
def test_a_name_is_said_with_its_township_once(name: str, township: str, shown: str) -> None:
    facts = KindergartenFacts(name=name, township_code="410822103000", township_name=township)
    assert placed_name(facts) == shown


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    one = {"title": "公告", "items": [{"b": None, "a": 1}]}
    other = {"items": [{"a": 1, "b": None}], "title": "公告"}
    assert canonical(one) == '{"items":[{"a":1,"b":null}],"title":"公告"}'.encode()
    assert content_hash(one) == content_hash(other)
