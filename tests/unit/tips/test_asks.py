"""When 问题解决了吗？ is asked: recomputed from the thread and the day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.tips.asks import Round, ask_now, asked_in, next_ask, rounds_of

REPLIED = date(2026, 11, 24)
TWO, SIX = date(2026, 12, 8), date(2027, 1, 5)


@dataclass(frozen=True)
class Message:
    direction: str
    at: datetime


def said(*words: tuple[str, date]) -> list[Message]:
    """Messages at noon in Jiaozuo."""
    return [Message(word, datetime(day.year, day.month, day.day, 4, tzinfo=UTC)) for word, day in words]


@pytest.mark.parametrize(
    ("answered", "today", "asked"),
    [
        ((), TWO - timedelta(days=1), ""),
        ((), TWO, "two_weeks"),
        ((), SIX - timedelta(days=1), "two_weeks"),
        (("two_weeks",), TWO, ""),
        (("two_weeks",), SIX, "six_weeks"),
        ((), SIX, "six_weeks"),
        (("six_weeks",), SIX, ""),
        (("early",), SIX, "six_weeks"),
        ((), REPLIED, ""),
    ],
)
def test_the_last_ask_whose_day_has_come_is_asked_once(
    answered: tuple[str, ...], today: date, asked: str
) -> None:
    assert ask_now(REPLIED, answered, today) == asked


def test_the_next_day_is_told_until_there_is_none() -> None:
    assert next_ask(REPLIED, REPLIED) == TWO
    assert next_ask(REPLIED, TWO) == SIX
    assert next_ask(REPLIED, SIX) is None


def test_a_round_ends_with_the_offices_next_notice() -> None:
    told = said(
        ("report", REPLIED),
        ("notice", REPLIED),
        ("reply", REPLIED),
        ("answer", TWO),
        ("notice", TWO),
        ("reply", SIX),
    )
    assert rounds_of(told) == (
        Round(replied_on=REPLIED, ended_on=TWO),
        Round(replied_on=SIX, ended_on=None),
    )


def test_a_round_that_ended_early_asked_less() -> None:
    ended = Round(replied_on=REPLIED, ended_on=TWO - timedelta(days=1))
    assert asked_in(ended, SIX) == ()
    assert asked_in(Round(replied_on=REPLIED, ended_on=TWO), SIX) == ("two_weeks",)
    assert asked_in(Round(replied_on=REPLIED, ended_on=None), SIX) == ("two_weeks", "six_weeks")


def test_midnight_in_jiaozuo_counts() -> None:
    late = [Message("reply", datetime(2026, 11, 23, 16, 30, tzinfo=UTC))]
    assert rounds_of(late)[0].replied_on == REPLIED


@given(
    st.lists(
        st.tuples(st.sampled_from(["report", "reply", "notice", "answer", "question"]), st.integers(0, 99))
    ),
    st.integers(0, 200),
)
def test_rounds_follow_one_another_and_ask_no_more_than_twice(words: list[tuple[str, int]], day: int) -> None:
    days = sorted(number for _word, number in words)
    told = said(*((word, REPLIED + timedelta(days=n)) for (word, _), n in zip(words, days, strict=True)))
    rounds = rounds_of(told)
    assert len(rounds) == sum(message.direction == "reply" for message in told)
    today = REPLIED + timedelta(days=day)
    for one in rounds:
        assert one.ended_on is None or one.ended_on >= one.replied_on
        asked = asked_in(one, today)
        assert asked in ((), ("two_weeks",), ("two_weeks", "six_weeks"))
        now = ask_now(one.replied_on, (), today)
        assert (now == "") == (asked_in(Round(replied_on=one.replied_on, ended_on=None), today) == ())
        assert ask_now(one.replied_on, {now}, today) == ""
