"""Many reports at once: all are received; a proof of work lets them go on, without one they wait for a
person."""

import base64
import dataclasses
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path

import altcha
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from report_sample import Reporter, World, open_world

from portal import proof
from portal.pressure import Over, must_wait
from publishing.kernel.limits import Limit

SLOW_LANE = "可能先由工作人员看过"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # the work itself is the browser's: here it is made small
    monkeypatch.setattr(proof, "_ROUNDS", 5)
    monkeypatch.setattr(proof, "_LEAST", 1)
    monkeypatch.setattr(proof, "_MOST", 3)
    with open_world(tmp_path) as world:
        yield world


def solution(reporter: Reporter) -> str:
    """What the page's script puts into the form."""
    answer = reporter.get("/report/proof")
    assert answer.headers["Cache-Control"] == "no-store"
    challenge = altcha.Challenge.from_dict(answer.get_json())
    solved = altcha.solve_challenge(challenge)
    assert solved is not None
    payload = {"challenge": challenge.to_dict(), "solution": solved.to_dict()}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def prove(reporter: Reporter, **extra: object) -> None:
    """The whole way with a proof."""
    reporter.fill()
    assert reporter.send(proof=solution(reporter), **extra).location == "/report/sent"


def hold(world: World) -> str:
    return world.all_tips()[-1].hold


def spend(world: World, reports: int) -> None:
    for _number in range(reports):
        world.reporter().report()


@pytest.mark.parametrize(
    ("address", "most", "site", "proved", "suspicious"), list(itertools.product([False, True], repeat=5))
)
def test_who_has_to_wait(address: bool, most: bool, site: bool, proved: bool, suspicious: bool) -> None:
    over = Over(address=address, address_most=most, site=site)
    waits = must_wait(over, proved=proved, suspicious=suspicious)
    if suspicious or most:
        assert waits
    elif proved or not (address or site):
        assert not waits
    else:
        assert waits


def test_in_quiet_times_nothing_is_asked(world: World) -> None:
    reporter = world.reporter()
    reporter.fill()
    answer = reporter.get("/report/check")
    page = answer.get_data(as_text=True)
    assert SLOW_LANE not in page
    assert "proof.js" not in page
    assert "worker-src" not in answer.headers["Content-Security-Policy"]


def test_under_pressure_the_page_says_what_follows_and_offers_the_proof(world: World) -> None:
    spend(world, 3)
    reporter = world.reporter()
    reporter.fill()
    answer = reporter.get("/report/check")
    page = answer.get_data(as_text=True)
    assert SLOW_LANE in page
    assert "照样马上收下，马上给查询码" in page
    assert 'data-proof="/report/proof"' in page
    assert answer.headers["Content-Security-Policy"].endswith("; worker-src 'self'")
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]


def test_a_school_behind_one_address_waits_for_nobody(world: World) -> None:
    for _person in range(40):
        prove(world.reporter())
    assert [tip.hold for tip in world.all_tips()] == [""] * 40


def test_without_script_all_forty_are_received_and_the_later_ones_wait(world: World) -> None:
    codes = set()
    for _person in range(40):
        codes.add(world.reporter().report())
    assert len(codes) == 40
    holds = [tip.hold for tip in world.all_tips()]
    assert holds == [""] * 5 + ["over_limit"] * 35


def test_far_above_a_school_a_proof_does_not_help(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.pressure.TIP_MOST", Limit("tip_most", ("2 per hour",)))
    for _report in range(3):
        prove(world.reporter())
    assert [tip.hold for tip in world.all_tips()] == ["", "", "over_limit"]


def test_a_flood_from_everywhere_asks_everybody_for_proof(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = dataclasses.replace(world.settings, busy_tips=2)
    monkeypatch.setitem(world.app.extensions, "mingyuan.settings", busy)
    for number in range(3):
        reporter = world.reporter()
        reporter.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        reporter.report()
    assert [tip.hold for tip in world.all_tips()] == ["", "", "over_limit"]
    reporter = world.reporter()
    reporter.client.environ_base["REMOTE_ADDR"] = "203.0.113.99"
    reporter.fill()
    assert SLOW_LANE in reporter.text("/report/check")
    reporter.send(proof=solution(reporter))
    assert hold(world) == ""


def test_a_proof_is_good_for_one_report(world: World) -> None:
    spend(world, 5)
    first, second = world.reporter(), world.reporter()
    first.fill()
    second.fill()
    solved = solution(first)
    first.send(proof=solved)
    assert hold(world) == ""
    second.send(proof=solved)
    assert hold(world) == "over_limit"


def test_sending_the_same_report_again_spends_no_second_proof(world: World) -> None:
    reporter = world.reporter()
    solved = ""
    with world.app.test_request_context("/"):
        reporter.begin()
        solved = solution(reporter)
        assert proof.is_proof(solved, report="this report")
        assert proof.is_proof(solved, report="this report")
        assert not proof.is_proof(solved, report="another report")


def test_a_proof_that_came_too_late_is_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    solved = solution(world.reporter())
    monkeypatch.setattr("altcha.v2.time.time", lambda: time.monotonic() + 1e10)
    with world.app.test_request_context("/"):
        assert not proof.is_proof(solved, report="a report")


@pytest.mark.parametrize("part", ["cost", "nonce", "expiresAt", "keyPrefix"])
def test_a_challenge_that_was_made_easier_is_none(world: World, part: str) -> None:
    payload = json.loads(base64.b64decode(solution(world.reporter())))
    parameters = payload["challenge"]["parameters"]
    value = parameters[part]
    parameters[part] = value + 1 if isinstance(value, int) else "00" + value[2:] + "00"
    forged = base64.b64encode(json.dumps(payload).encode()).decode()
    with world.app.test_request_context("/"):
        assert not proof.is_proof(forged, report="a report")


def test_a_wrong_solution_is_none(world: World) -> None:
    payload = json.loads(base64.b64decode(solution(world.reporter())))
    payload["solution"]["derivedKey"] = "00" * 32
    forged = base64.b64encode(json.dumps(payload).encode()).decode()
    with world.app.test_request_context("/"):
        assert not proof.is_proof(forged, report="a report")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def quiet_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@hypothesis_settings(deadline=None, max_examples=150)
@given(
    made_up=st.one_of(
        st.text(max_size=60),
        json_values.map(lambda value: base64.b64encode(json.dumps(value).encode()).decode()),
        st.fixed_dictionaries({"challenge": json_values, "solution": json_values}).map(
            lambda value: base64.b64encode(json.dumps(value).encode()).decode()
        ),
    )
)
def test_whatever_is_sent_as_a_proof_breaks_nothing(quiet_world: World, made_up: str) -> None:
    with quiet_world.app.test_request_context("/"):
        assert not proof.is_proof(made_up, report="a report")


def test_a_made_up_proof_loses_no_report(world: World) -> None:
    spend(world, 5)
    reporter = world.reporter()
    reporter.fill()
    assert reporter.send(proof="x" * 5_000).location == "/report/sent"
    assert hold(world) == "over_limit"
    assert reporter.code()


def test_a_filled_trap_waits_even_with_a_proof(world: World) -> None:
    prove(world.reporter(), website="https://example.com/")
    assert hold(world) == "over_limit"
