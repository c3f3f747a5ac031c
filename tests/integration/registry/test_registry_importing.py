"""Importing lists: what a batch holds, what it refuses, and that the register waits for the announcement."""

import pytest
from county_world import BOAI, NOW, ONE, THREE, TODAY, TWO, World, announced, imported, line

from publishing.kernel.db import Database
from publishing.kernel.errors import Forbidden, NotFound, OutsideJurisdiction
from publishing.registry.batches import batch_changes, get_batch, list_batches
from publishing.registry.importing import NothingAccepted, import_list
from publishing.registry.matching import ChangeKind
from publishing.registry.queries import list_kindergartens
from publishing.registry.reading import UnreadableFile


def kinds(database: Database, batch_id: int) -> list[str]:
    with database.read() as session:
        return [stored.change.kind.value for stored in batch_changes(session, batch_id)]


def test_a_list_becomes_a_batch_and_the_register_stays_as_it_is(database: Database, world: World) -> None:
    summary = imported(database, world.editor, [ONE, TWO])
    with database.read() as session:
        batch = get_batch(session, summary.batch_id)
        assert list_kindergartens(session, today=TODAY) == ((), 0)
    assert kinds(database, batch.id) == ["new", "new"]
    assert batch.report["accepted"] == 2
    assert batch.announcement_id is None


def test_the_same_file_sent_twice_is_one_batch(database: Database, world: World) -> None:
    first = imported(database, world.editor, [ONE, TWO])
    again = imported(database, world.editor, [ONE, TWO])
    assert again.batch_id == first.batch_id
    assert [change.kind for change in again.changes] == [ChangeKind.NEW, ChangeKind.NEW]


def test_an_announced_list_imported_again_says_that_nothing_is_new(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO])
    again = imported(database, world.editor, [ONE, TWO])
    assert again.nothing_new
    assert kinds(database, again.batch_id) == ["unchanged", "unchanged"]


def test_what_a_list_leaves_out_is_a_question_at_its_end(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO])
    summary = imported(database, world.editor, [THREE, TWO])
    assert not summary.nothing_new
    with database.read() as session:
        changes = batch_changes(session, summary.batch_id)
    assert [(c.position, c.change.kind.value, c.is_question) for c in changes] == [
        (1, "new", False),
        (2, "unchanged", False),
        (3, "missing", True),
    ]
    assert changes[2].change.before is not None
    assert changes[2].change.before.name == "小博士幼儿园"
    assert changes[2].answer is None


def test_kinds_of_change_are_told_apart(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO, THREE])
    summary = imported(
        database,
        world.editor,
        [
            line("小博士幼儿园", address="月山村新街9号"),
            line("春苗双语幼儿园", township="柏山镇", address="柏山村", licence="教民141082260000021号"),
            line("晨光幼儿园", licence="教民141082260000031号", validity="2026.9.1-2029.8.31"),
        ],
    )
    assert kinds(database, summary.batch_id) == ["moved", "renamed", "renewed"]


def test_a_column_that_the_list_does_not_have_says_nothing(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO])
    shorter = "园名,乡镇,地址,办学许可证号\n" + "\n".join(
        ",".join(row.split(",")[:4]) for row in (ONE, TWO.replace("柏山村", "柏山村东"))
    )
    with database.begin() as session:
        summary = import_list(
            session,
            data=shorter.encode(),
            filename="short.csv",
            county_code=BOAI,
            actor=world.editor,
            now=NOW,
            today=TODAY,
        )
    same, moved = summary.changes
    assert same.kind is ChangeKind.UNCHANGED
    assert moved.fields == ("address",)
    assert moved.after is not None
    assert moved.after.phone == "0391-1000241"
    assert moved.after.valid_until is not None


def test_refused_rows_are_kept_with_the_batch_in_both_languages(database: Database, world: World) -> None:
    summary = imported(database, world.editor, [ONE, line("育才幼儿园", township="清河镇")])
    with database.read() as session:
        report = get_batch(session, summary.batch_id).report
    (problem,) = [p for p in report["problems"] if p["severity"] == "error"]
    assert (report["rows"], report["accepted"], report["rejected"]) == (2, 1, 1)
    assert (problem["row"], problem["column"], problem["code"]) == (3, "B", "township_unknown")
    assert "清河镇" in problem["message"]
    assert "清河镇" in problem["message_en"]


def test_a_list_without_a_usable_row_is_refused_with_its_report(database: Database, world: World) -> None:
    with pytest.raises(NothingAccepted) as refused:
        imported(database, world.editor, [line("育才幼儿园", township="清河镇")])
    assert refused.value.report.problems[0].row == 2
    with database.read() as session:
        assert list_batches(session) == ()


@pytest.mark.parametrize(
    ("data", "filename", "reason"),
    [
        (b"%PDF-1.7", "list.pdf", "wrong_type"),
        (b"", "list.csv", "empty_file"),
        (b"PK\x03\x04 torn", "list.xlsx", "damaged"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    database: Database, world: World, data: bytes, filename: str, reason: str
) -> None:
    with database.begin() as session, pytest.raises(UnreadableFile) as refused:
        import_list(
            session,
            data=data,
            filename=filename,
            county_code=BOAI,
            actor=world.editor,
            now=NOW,
            today=TODAY,
        )
    assert refused.value.reason == reason


def test_a_short_county_code_is_the_same_county(database: Database, world: World) -> None:
    assert imported(database, world.editor, [ONE], county="410822").changes


@pytest.mark.parametrize("code", ["419999000000", "410822102000", "nowhere"])
def test_a_code_that_is_no_county_is_not_found(database: Database, world: World, code: str) -> None:
    with pytest.raises(NotFound):
        imported(database, world.editor, [ONE], county=code)


def test_only_the_countys_own_editor_may_import(database: Database, world: World) -> None:
    with pytest.raises(OutsideJurisdiction):
        imported(database, world.stranger, [ONE])
    with pytest.raises(Forbidden):
        imported(database, world.supervisor, [ONE])


def test_two_people_reading_the_same_file_have_a_batch_each(database: Database, world: World) -> None:
    first = imported(database, world.editor, [ONE])
    assert imported(database, world.second_editor, [ONE]).batch_id != first.batch_id
