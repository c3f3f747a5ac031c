"""问题解决了吗？ asked two and six weeks after a reply: when, how often, and what was asked in a round. Pure.

Nothing is scheduled: a round is read from the thread, from the office's reply to its next notice (a reopened
tip is told so), and what is asked follows from the day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from publishing.kernel.clock import local_day

TWO_WEEKS, SIX_WEEKS, EARLY = "two_weeks", "six_weeks", "early"
AFTER = {TWO_WEEKS: timedelta(days=14), SIX_WEEKS: timedelta(days=42)}
FIXED, NOT_FIXED, UNSURE = "fixed", "not_fixed", "unsure"
ANSWERS = (FIXED, NOT_FIXED, UNSURE)
SATISFACTION = ("satisfied", "mostly", "dissatisfied")


class Said(Protocol):
    """A message of a thread, as far as rounds go."""

    @property
    def direction(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """From a reply to the day on which the tip was reopened, if it was."""

    replied_on: date
    ended_on: date | None


def rounds_of(messages: Iterable[Said]) -> tuple[Round, ...]:
    """The rounds of a thread, oldest first; `messages` in the order in which they were written."""
    rounds: list[Round] = []
    for message in messages:
        if message.direction == "reply":
            rounds.append(Round(replied_on=local_day(message.at), ended_on=None))
        elif message.direction == "notice" and rounds and rounds[-1].ended_on is None:
            rounds[-1] = Round(replied_on=rounds[-1].replied_on, ended_on=local_day(message.at))
    return tuple(rounds)


def asked_in(one: Round, today: date) -> tuple[str, ...]:
    """The asks whose day came while the round lasted."""
    until = today if one.ended_on is None else min(today, one.ended_on)
    return tuple(ask for ask, after in AFTER.items() if one.replied_on + after <= until)


def ask_now(replied_on: date, answered: Collection[str], today: date) -> str:
    """What to ask today: the last ask whose day has come, unless it is answered; else empty. One that was
    missed is not made up for."""
    come = asked_in(Round(replied_on=replied_on, ended_on=None), today)
    return come[-1] if come and come[-1] not in answered else ""


def next_ask(replied_on: date, today: date) -> date | None:
    """The day from which the reporter is asked next."""
    return next((replied_on + after for after in AFTER.values() if replied_on + after > today), None)
