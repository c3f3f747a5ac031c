"""Asking the register through the index: verdicts, candidates, days in the past, no index yet."""

import json
import shutil
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from county_world import BOAI, NOW, ONE, THREE, TODAY, TWO, World, announced, line

from portal.worker import work_until
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings, load_settings
from publishing.registry.rules import LicenceStatus
from publishing.search.engines import IndexUnusable
from publishing.search.indexing import rebuild
from publishing.search.opening import needs_building
from publishing.search.queries import VerdictAnswer, answer_json, find

XIUWU = "410821000000"


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    settings = load_settings({}, env_file=tmp_path / "none.env")
    return replace(settings, home=tmp_path)


def ask(database: Database, settings: Settings, text: str, **more: object) -> VerdictAnswer:
    with database.read() as session:
        return find(session, settings, text, **{"as_of": TODAY, **more})  # type: ignore[arg-type]


def test_one_kindergarten_is_answered_with_its_status_and_source(
    database: Database, world: World, here: Settings
) -> None:
    announcement = announced(database, world, [ONE, TWO, THREE])
    rebuild(database, here, today=TODAY)
    answer = ask(database, here, "博爱县月山镇小博士幼儿园有证吗")
    assert (answer.decision, answer.verdict) == ("one", "licensed")
    assert answer.kindergarten is not None
    assert answer.kindergarten.announcement_id == announcement.id
    assert ask(database, here, "晨光幼儿园").verdict == "expired"


def test_what_is_not_there_is_not_on_the_register(database: Database, world: World, here: Settings) -> None:
    announced(database, world, [ONE])
    rebuild(database, here, today=TODAY)
    answer = ask(database, here, "大风车幼儿园")
    assert (answer.decision, answer.verdict, answer.kindergarten) == ("none", "not_on_register", None)


def test_several_of_a_name_are_shown_with_what_tells_them_apart(
    database: Database, world: World, here: Settings
) -> None:
    same = line("小博士幼儿园", township="柏山镇", address="柏山村", licence="教民141082260000021号")
    announced(database, world, [ONE, same])
    rebuild(database, here, today=TODAY)
    answer = ask(database, here, "小博士幼儿园")
    assert (answer.decision, answer.verdict, answer.agreeing) == ("several", "ambiguous", 2)
    assert {(c.county, c.township) for c in answer.candidates} == {
        ("博爱县", "博爱县月山镇"),
        ("博爱县", "博爱县柏山镇"),
    }


def test_county_and_status_narrow_the_question(database: Database, world: World, here: Settings) -> None:
    announced(database, world, [ONE, THREE])
    rebuild(database, here, today=TODAY)
    assert ask(database, here, "小博士幼儿园", county_code=BOAI).decision == "one"
    assert ask(database, here, "小博士幼儿园", county_code=XIUWU).decision == "none"
    assert ask(database, here, "小博士幼儿园", status=LicenceStatus.EXPIRED).kindergarten is None


def test_a_former_name_finds_the_present_kindergarten(
    database: Database, world: World, here: Settings
) -> None:
    announced(database, world, [ONE])
    later = NOW + timedelta(days=30)
    announced(database, world, [line("金太阳幼儿园")], now=later)
    rebuild(database, here, today=later.date())
    answer = ask(database, here, "小博士幼儿园", as_of=later.date())
    assert answer.kindergarten is not None
    assert answer.kindergarten.facts.name == "金太阳幼儿园"


def test_an_earlier_day_is_answered_from_that_day(database: Database, world: World, here: Settings) -> None:
    announced(database, world, [ONE, THREE])
    rebuild(database, here, today=TODAY)
    assert ask(database, here, "小博士幼儿园", as_of=TODAY - timedelta(days=1)).verdict == "not_on_register"
    late = TODAY.replace(year=2028)
    assert ask(database, here, "小博士幼儿园", as_of=late).verdict == "expired"


def test_without_an_index_the_question_is_refused_clearly(
    database: Database, world: World, here: Settings
) -> None:
    with pytest.raises(IndexUnusable):
        ask(database, here, "小博士幼儿园")


def test_while_the_index_is_damaged_a_plain_look_up_tells_what_it_finds_and_never_says_not_there(
    database: Database, world: World, here: Settings
) -> None:
    announced(database, world, [ONE, THREE])
    rebuild(database, here, today=TODAY)
    assert ask(database, here, "xiaoboshi").verdict == "licensed"
    for path in here.index.glob("index-*/*"):
        path.unlink()
        path.write_bytes(b"")
    pointer = here.index / "current.json"  # as for a process that starts: one that has it open reads on
    shutil.copy(pointer, pointer.with_suffix(".new")).replace(pointer)
    for text in ("小博士幼儿园有证吗", "月山镇小博士", "教民141082260000011号"):
        assert ask(database, here, text).verdict == "licensed", text
    assert ask(database, here, "小博士", status=LicenceStatus.LICENSED, county_code=BOAI).decision == "one"
    for text in ("xiaoboshi", "大风车幼儿园", "%", "_"):
        with pytest.raises(IndexUnusable):
            ask(database, here, text)


def test_the_worker_builds_a_missing_or_damaged_index(
    database: Database, world: World, here: Settings
) -> None:
    announced(database, world, [ONE])

    def work() -> None:
        stop = threading.Event()
        stop.wait = lambda _seconds: stop.set()  # type: ignore[assignment, method-assign, return-value]
        work_until(stop, database, here)

    work()
    assert not needs_building(here)
    next(here.index.glob("index-*/documents.json")).unlink()
    assert needs_building(here)
    work()
    assert ask(database, here, "xiaoboshi").verdict == "licensed"


def test_the_other_engine_is_a_setting_away(database: Database, world: World, here: Settings) -> None:
    announced(database, world, [ONE, TWO])
    rebuild(database, here, today=TODAY)
    national = replace(here, search_engine="tantivy")
    told: list[tuple[int, int]] = []
    assert needs_building(national)
    rebuild(database, national, today=TODAY, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]
    assert ask(database, national, "小博士幼儿园").verdict == "licensed"
    assert ask(database, national, "chunmiao").verdict == "licensed"


def test_a_name_changed_since_the_index_was_built_is_answered_from_the_register(
    database: Database, world: World, here: Settings
) -> None:
    announced(database, world, [ONE])
    rebuild(database, here, today=TODAY)
    later = NOW + timedelta(days=30)
    announced(database, world, [line("金太阳幼儿园")], now=later)
    answer = ask(database, here, "小博士幼儿园", as_of=later.date())
    assert answer.kindergarten is not None
    assert answer.kindergarten.facts.name == "金太阳幼儿园"


def test_a_rebuilt_index_is_in_use_at_once_and_old_ones_go(
    database: Database, world: World, here: Settings
) -> None:
    announced(database, world, [ONE])
    rebuild(database, here, today=TODAY)
    assert ask(database, here, "春苗幼儿园").decision == "none"
    announced(database, world, [ONE, TWO])
    for _ in range(3):
        rebuild(database, here, today=TODAY)
    assert ask(database, here, "春苗幼儿园").verdict == "licensed"
    assert len(list(here.index.glob("index-*"))) == 2


def test_the_answer_as_json_has_the_agreed_shape(database: Database, world: World, here: Settings) -> None:
    announced(database, world, [ONE])
    rebuild(database, here, today=TODAY)
    body = json.loads(json.dumps(answer_json(ask(database, here, "小博士幼儿园"))))
    assert list(body) == ["query", "decision", "verdict", "as_of", "kindergarten", "candidates"]
    assert (body["decision"], body["verdict"], body["as_of"]) == ("one", "licensed", "2026-11-23")
    assert body["kindergarten"]["name"] == "小博士幼儿园"
    assert set(body["candidates"][0]) == {"id", "name", "county", "township", "address", "status", "score"}
    nothing = answer_json(ask(database, here, "大风车幼儿园"))
    assert nothing["kindergarten"] is None
