"""A wrong receipt code and a right one cause the same work, so that time tells nobody which it was."""

import statistics
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from demo_city import settings_in
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import event

from intake.tips import codes
from portal.app import create_app
from portal.bench.reporter import Story, token_in
from portal.bench.tips import loopback
from portal.pages import follow_up_pass

PAIRS = 150
ALLOWED = 0.2
"""Of the work of one answer. Leaving out the page or the queries of either makes a difference of a half or
more; loading one row more is a hundredth."""
STORY = Story(
    county="410822000000",
    town="月山镇花园村",
    detail="大队院东边第二家",
    kindergarten_name="",
    text="租的民房，里头二十多个三到六岁的孩子。",
)


@pytest.fixture
def receipts_app(demo_home: Path) -> Flask:
    """An application of this test's own: what it counts must be its own work."""
    return create_app(settings_in(demo_home))


@pytest.fixture
def right(receipts_app: Flask) -> str:
    """The code of a report that was sent."""
    client = receipts_app.test_client()

    def step(path: str, **fields: object) -> str:
        token = token_in(client.get(path).text)
        response = client.post(path, data={"csrf_token": token, **fields})
        assert response.status_code == 303, (path, response.text)
        return str(response.location)

    step("/report/")
    step("/report/what", categories=["unlicensed"])
    step("/report/where", county=STORY.county, town=STORY.town, detail=STORY.detail)
    step("/report/seen", text=STORY.text)
    step("/report/photos")
    step("/report/contact")
    assert step("/report/check") == "/report/sent"
    page = client.get("/report/sent").text
    return page.split('<p class="ming-code__n">')[1].split("<")[0].replace(" ", "")


def wrong_like(right: str) -> tuple[str, str]:
    """A code that differs from the right one only at its end, and one that differs everywhere."""
    near = next(
        code
        for tail in range(100)
        if (code := f"{right[:20]}{tail:02d}{_check(f'{right[:20]}{tail:02d}')}") != right
    )
    far = "".join(str((int(digit) + 5) % 10) for digit in right[:22])
    return near, far + _check(far)


def _check(body: str) -> str:
    """The two check digits of ISO 7064 MOD 97-10."""
    return f"{98 - int(body) * 100 % 97:02d}"


def asker(app: Flask) -> Callable[[str], tuple[int, float]]:
    """Enters a code from an address of its own; gives the status and the seconds of computing."""
    client: FlaskClient = app.test_client()
    token = token_in(client.get("/follow-up/").text)
    addresses = count(1)

    def ask(code: str) -> tuple[int, float]:
        # only this process's computing counts, whatever else the machine does
        client.delete_cookie("follow")
        began = time.process_time()
        response = client.post(
            "/follow-up/",
            data={"csrf_token": token, "code": code},
            environ_base={"REMOTE_ADDR": loopback(next(addresses))},
        )
        return response.status_code, time.process_time() - began

    return ask


def test_a_wrong_code_and_a_right_one_take_the_same_computing(receipts_app: Flask, right: str) -> None:
    near, far = wrong_like(right)
    ask = asker(receipts_app)
    for code, status in ((right, 303), (near, 422), (far, 422)):
        assert ask(code)[0] == status
    taken: dict[str, list[float]] = {right: [], near: [], far: []}
    for turn in range(PAIRS):
        # each takes its turn at each place, so that a slow spell hits all alike
        order = [right, near, far][turn % 3 :] + [right, near, far][: turn % 3]
        for code in order:
            taken[code].append(ask(code)[1])
    medians = {code: statistics.median(times) for code, times in taken.items()}
    for code in (near, far):
        assert abs(medians[code] - medians[right]) < ALLOWED * medians[right], list(medians.values())


def test_a_wrong_code_and_a_right_one_cause_the_same_steps(
    receipts_app: Flask, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asker(receipts_app)
    steps: list[str] = []
    engine = receipts_app.extensions["mingyuan.database"].engine
    event.listen(engine, "before_cursor_execute", lambda *given: steps.append(given[2]))
    sealing = follow_up_pass._box

    def noted() -> object:
        steps.append("seal")
        return sealing()

    def drawn(_sender: Flask, template: object, **_context: object) -> None:
        steps.append(str(template.name))  # type: ignore[attr-defined]

    monkeypatch.setattr(follow_up_pass, "_box", noted)
    did: dict[str, list[str]] = {}
    with template_rendered.connected_to(drawn, receipts_app):
        for code in (right, *wrong_like(right)):
            steps.clear()
            ask(code)
            did[code] = list(steps)
    assert len(did) == 3
    assert did[right] == did[wrong_like(right)[0]] == did[wrong_like(right)[1]]
    assert any("code_digest" in step for step in did[right])


def test_a_code_is_looked_for_by_its_keyed_digest_alone(right: str) -> None:
    near, _far = wrong_like(right)
    first, second = codes.digest(b"k" * 32, right), codes.digest(b"k" * 32, near)
    # however much of the code was guessed, nothing of its digest was
    assert sum(a == b for a, b in zip(first, second, strict=True)) < len(first) // 2
