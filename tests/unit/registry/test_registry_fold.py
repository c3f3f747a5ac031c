"""Where a licence stands: events folded as of a day, as known at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_samples import facts

from publishing.registry.rules import (
    EventKind,
    KindergartenFacts,
    LicenceEvent,
    LicenceStatus,
    Nature,
    fold,
)

DAY = date(2024, 9, 1)
UNTIL = date(2027, 8, 31)
K = EventKind
S = LicenceStatus


def event(number: int, kind: EventKind, on: date, *, told: KindergartenFacts | None = None) -> LicenceEvent:
    published = datetime(2024, 9, 1, tzinfo=UTC) + timedelta(days=number)
    return LicenceEvent(
        id=number, kindergarten_id="K1", kind=kind, effective_on=on, published_at=published, facts=told
    )


def status(kinds: list[EventKind], as_of: date = date(2025, 1, 1)) -> LicenceStatus | None:
    events = [
        event(number, kind, DAY, told=facts() if number == 0 else None) for number, kind in enumerate(kinds)
    ]
    standing = fold(events, as_of=as_of)
    return standing.status if standing is not None else None


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([K.GRANTED], S.LICENSED),
        ([K.GRANTED, K.CONDITIONAL], S.CONDITIONAL),
        ([K.GRANTED, K.CONDITIONAL, K.RESUMED], S.LICENSED),
        ([K.GRANTED, K.SUSPENDED], S.SUSPENDED),
        ([K.GRANTED, K.SUSPENDED, K.RENEWED], S.SUSPENDED),
        ([K.GRANTED, K.SUSPENDED, K.RESUMED], S.LICENSED),
        ([K.GRANTED, K.REVOKED], S.REVOKED),
        ([K.GRANTED, K.REVOKED, K.RENEWED], S.REVOKED),
        ([K.GRANTED, K.REVOKED, K.CHANGED], S.REVOKED),
        ([K.GRANTED, K.CLOSED, K.GRANTED], S.LICENSED),
        ([K.GRANTED, K.EXPIRED, K.RENEWED], S.LICENSED),
        ([K.GRANTED, K.REVOKED, K.WITHDRAWN], S.LICENSED),
        ([K.GRANTED, K.WITHDRAWN], None),
        ([], None),
    ],
)
def test_events_lead_to_a_status(kinds: list[EventKind], expected: LicenceStatus | None) -> None:
    assert status(kinds) is expected


def test_a_licence_expires_by_itself_on_the_day_after_its_last() -> None:
    assert status([K.GRANTED], UNTIL) is S.LICENSED
    assert status([K.GRANTED], UNTIL + timedelta(days=1)) is S.EXPIRED
    assert status([K.GRANTED, K.REVOKED], UNTIL + timedelta(days=1)) is S.REVOKED


def test_before_its_effective_day_nothing_is_on_the_register() -> None:
    assert status([K.GRANTED], DAY - timedelta(days=1)) is None


def test_a_correction_replaces_the_facts_from_then_on() -> None:
    events = [
        event(0, K.GRANTED, DAY, told=facts()),
        event(1, K.CORRECTED, DAY, told=facts(name="小博士幼儿园分园")),
    ]
    after = fold(events, as_of=DAY)
    before = fold(events, as_of=DAY, known_at=events[0].published_at)
    assert after is not None
    assert after.facts is not None
    assert after.facts.name == "小博士幼儿园分园"
    assert before is not None
    assert before.facts == facts()


histories = st.lists(
    st.tuples(st.sampled_from(EventKind), st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.booleans()),
    max_size=12,
).map(
    lambda rows: [
        event(number, kind, on, told=facts() if told else None)
        for number, (kind, on, told) in enumerate(rows)
    ]
)


@given(histories, st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.randoms())
def test_the_order_in_which_events_are_given_does_not_matter(history, as_of, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(history)
    random.shuffle(shuffled)
    assert fold(shuffled, as_of=as_of) == fold(history, as_of=as_of)


@given(histories, st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.integers(0, 12))
def test_what_is_published_later_never_changes_what_was_known(history, as_of, known) -> None:  # type: ignore[no-untyped-def]
    moment = datetime(2024, 9, 1, tzinfo=UTC) + timedelta(days=known)
    until_then = [each for each in history if each.published_at <= moment]
    assert fold(history, as_of=as_of, known_at=moment) == fold(until_then, as_of=as_of)


@given(histories, st.dates(date(2023, 1, 1), date(2029, 1, 1)))
def test_no_standing_is_running_past_its_last_day(history, as_of) -> None:  # type: ignore[no-untyped-def]
    standing = fold(history, as_of=as_of)
    if standing is not None and standing.valid_until is not None and standing.valid_until < as_of:
        assert standing.status in {S.EXPIRED, S.REVOKED, S.CLOSED}


def test_facts_survive_json() -> None:
    told = facts(nature=Nature.PUBLIC_COLLECTIVE, valid_from=DAY, classes=6, note="原址扩建")
    assert KindergartenFacts.from_json(told.to_json()) == told
    assert KindergartenFacts.from_json({**told.to_json(), "later_field": "x"}) == told
