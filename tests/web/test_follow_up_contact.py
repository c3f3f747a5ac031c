"""The reporter's contact on the follow-up page: when it was opened and why; numbers in what they write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import PASSPHRASE, Reporter, World, open_world
from sqlalchemy import select

from intake.custody.unlocking import unlock
from intake.tips.models import AddedContact
from intake.tips.queries import thread_of
from intake.tips.unsealing import unseal

pytestmark = pytest.mark.usefixtures("quick_passphrases")
VIEW, ANSWER = "/follow-up/view", "/follow-up/answer"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    """A browser that follows a report with a sealed contact."""
    return followed(world, contact={"contact_name": "欧阳铁柱", "contact": "13898765432"})


def followed(world: World, **answers: object) -> Reporter:
    code = world.reporter().report(**answers)  # type: ignore[arg-type]
    reporter = world.reporter()
    reporter.follow(code)
    return reporter


def opened(world: World, cause: str = "contact", form: str = "once") -> str:
    """The custodian opens the contact."""
    custodian = world.people["custodian"].actor()
    with world.database.begin() as session:
        return unseal(
            session,
            world.tip().id,
            keyring=unlock(session, PASSPHRASE, actor=custodian, now=world.now),
            cause=cause,
            reason="核实孩子去向",
            form=form,
            actor=custodian,
            now=world.now,
        ).contact


def test_a_contact_that_nobody_opened_is_said_to_be_sealed(reporter: Reporter) -> None:
    assert "一直密封着，没有人打开过" in reporter.text(VIEW)


def test_each_opening_is_told_with_day_and_cause_and_not_by_whom(world: World, reporter: Reporter) -> None:
    opened(world)
    opened(world, "authority", "again")
    page = reporter.text(VIEW)
    assert "被保管员打开过2次" in page
    assert "2026年11月23日，向举报人了解情况" in page
    assert "2026年11月23日，公安、监察等机关依法调取" in page
    assert "何平" not in page
    assert "核实孩子去向" not in page
    assert "13898765432" not in page


def test_without_a_contact_the_page_says_nothing_of_one(world: World) -> None:
    assert "您留的联系方式" not in followed(world).text(VIEW)


def test_an_answer_with_a_number_is_asked_about_before_it_is_sent(world: World, reporter: Reporter) -> None:
    text = "上午都在家，打我电话13811112222"
    asked = reporter.post(ANSWER, {"body": text}, page=VIEW)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert text in page
    assert "是我的联系方式，加密封存" in page
    assert len(said(world)) == 1, "only the report itself"


def said(world: World) -> list[str]:
    with world.database.read() as session:
        return [m.body for m in thread_of(session, world.tip().id) if m.direction in ("report", "answer")]


def test_a_number_that_is_the_reporters_is_sealed_and_opens_with_the_rest(
    world: World, reporter: Reporter
) -> None:
    fields = {"body": "上午都在家，打我电话13811112222", "numbers": "move"}
    assert reporter.post(ANSWER, fields, page=VIEW).location == VIEW
    assert said(world)[-1] == "上午都在家，打我电话［电话］"
    assert opened(world) == "13898765432；13811112222"


def test_a_number_that_is_not_needed_is_kept_nowhere(world: World, reporter: Reporter) -> None:
    fields = {"body": "老板电话13811112222", "numbers": "mask"}
    assert reporter.post(ANSWER, fields, page=VIEW).location == VIEW
    assert said(world)[-1] == "老板电话［电话］"
    with world.database.read() as session:
        assert session.scalars(select(AddedContact)).all() == []


def test_sending_the_same_answer_twice_seals_once(world: World, reporter: Reporter) -> None:
    fields = {"body": "打我电话13811112222", "numbers": "move"}
    for _tap in range(2):
        reporter.post(ANSWER, fields, page=VIEW)
    with world.database.read() as session:
        assert len(session.scalars(select(AddedContact)).all()) == 1


def test_the_question_is_asked_in_english(reporter: Reporter) -> None:
    asked = reporter.post(f"/en{ANSWER}", {"body": "call 13811112222"}, page=f"/en{VIEW}")
    assert "Choose what to do" in asked.get_data(as_text=True)
    assert "They are my contact" in asked.get_data(as_text=True)
