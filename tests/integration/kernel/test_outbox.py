"""Jobs: run once, kept with their error, tried again later, joined while they wait."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from publishing.kernel.db import Database, JsonValue
from publishing.kernel.outbox import enqueue, run_due

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Recorder:
    """A handler that remembers its calls and fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.calls: list[Mapping[str, JsonValue]] = []
        self.failures = failures

    def __call__(self, payload: Mapping[str, JsonValue], _now: datetime) -> None:
        self.calls.append(payload)
        if len(self.calls) <= self.failures:
            raise ValueError("not yet")


def put(database: Database, payload: Mapping[str, JsonValue]) -> None:
    with database.begin() as session:
        enqueue(session, "test", payload, now=NOW)


def test_a_job_runs_once(database: Database) -> None:
    handler = Recorder()
    put(database, {"n": 1})
    assert run_due(database, {"test": handler}, now=NOW) == 1
    assert run_due(database, {"test": handler}, now=NOW) == 0
    assert handler.calls == [{"n": 1}]


def test_equal_jobs_that_wait_are_one(database: Database) -> None:
    handler = Recorder()
    put(database, {"n": 1})
    put(database, {"n": 1})
    put(database, {"n": 2})
    assert run_due(database, {"test": handler}, now=NOW) == 2


def test_an_equal_job_after_the_first_has_begun_is_another(database: Database) -> None:
    handler = Recorder(failures=1)
    put(database, {"n": 1})
    run_due(database, {"test": handler}, now=NOW)
    put(database, {"n": 1})
    assert run_due(database, {"test": handler}, now=NOW) == 1


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 2), (3, 4), (8, 60)])
def test_a_failing_job_is_tried_again_later(database: Database, failures: int, minutes: int) -> None:
    handler = Recorder(failures)
    put(database, {})
    now = NOW
    for failure in range(failures):
        assert run_due(database, {"test": handler}, now=now) == 0
        now += timedelta(minutes=min(2**failure, 60))
    assert run_due(database, {"test": handler}, now=now - timedelta(seconds=1)) == 0
    assert len(handler.calls) == failures
    assert run_due(database, {"test": handler}, now=now) == 1
    assert now - NOW >= timedelta(minutes=minutes)


def test_a_failing_job_does_not_stop_the_next(database: Database) -> None:
    good, bad = Recorder(), Recorder(failures=1)
    with database.begin() as session:
        enqueue(session, "bad", {}, now=NOW)
        enqueue(session, "good", {}, now=NOW)
    assert run_due(database, {"bad": bad, "good": good}, now=NOW) == 1
    assert good.calls == [{}]


def test_a_job_of_a_rolled_back_cause_never_was(database: Database) -> None:
    handler = Recorder()

    def enqueue_and_fail() -> None:
        with database.begin() as session:
            enqueue(session, "test", {}, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert run_due(database, {"test": handler}, now=NOW) == 0
