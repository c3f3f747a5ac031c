"""What is remembered of divisions, offices and lines holds until a row behind it changes, wherever it was
changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from portal.tables import metadata
from publishing.divisions.models import DivisionAlias
from publishing.kernel.db import Database
from publishing.kernel.remembering import remembered


@pytest.fixture
def shared(database: Database, tmp_path: Path) -> Iterator[Database]:
    """A database that several connections can use at once, with one nickname in it."""
    if database.url.database in (None, "", ":memory:"):
        database = Database(f"sqlite:///{tmp_path / 'shared.sqlite3'}")
        metadata.create_all(database.engine)
    with database.begin() as session:
        session.add(DivisionAlias(alias="怀府", kind="nickname"))
    yield database
    database.close()


@pytest.fixture
def other(shared: Database) -> Iterator[Database]:
    """The same database as another process has it."""
    database = Database(shared.url.render_as_string(hide_password=False))
    yield database
    database.close()


@remembered
def aliases(session: Session) -> tuple[str, ...]:
    """Every nickname."""
    return tuple(session.scalars(select(DivisionAlias.alias).order_by(DivisionAlias.id)))


def seen(database: Database) -> tuple[str, ...]:
    with database.read() as session:
        return aliases(session)


def test_what_has_not_changed_is_not_read_again(shared: Database) -> None:
    assert seen(shared) is seen(shared)


def test_what_is_remembered_outlives_the_connections(shared: Database) -> None:
    before = seen(shared)
    shared.close()
    assert seen(shared) is before


def test_a_change_is_seen_at_once_here_and_in_another_process(shared: Database, other: Database) -> None:
    assert seen(shared) == seen(other) == ("怀府",)
    with other.begin() as session:
        session.add(DivisionAlias(alias="山阳", kind="nickname"))
    assert seen(shared) == seen(other) == ("怀府", "山阳")


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        (update(DivisionAlias).values(alias="覃怀"), ("覃怀",)),
        (delete(DivisionAlias), ()),
    ],
)
def test_a_change_of_many_rows_at_once_is_seen(shared: Database, statement: object, left: object) -> None:
    assert seen(shared) == ("怀府",)
    with shared.begin() as session:
        session.execute(statement)  # type: ignore[call-overload]
    assert seen(shared) == left


def test_a_transaction_sees_its_own_change_and_others_do_not_before_it_ends(
    shared: Database, other: Database
) -> None:
    with shared.begin() as session:
        assert aliases(session) == ("怀府",)
        session.add(DivisionAlias(alias="山阳", kind="nickname"))
        assert aliases(session) == ("怀府", "山阳")
        assert seen(other) == ("怀府",)
    assert seen(other) == ("怀府", "山阳")


def test_what_was_rolled_back_was_never_there(shared: Database) -> None:
    for _attempt in range(2):
        with shared.begin() as session:
            session.add(DivisionAlias(alias="山阳", kind="nickname"))
            session.flush()
            assert aliases(session) == ("怀府", "山阳")
            session.rollback()
        assert seen(shared) == ("怀府",)


def test_a_savepoint_that_is_kept_changes_the_mark_with_its_transaction(shared: Database) -> None:
    assert seen(shared) == ("怀府",)
    with shared.begin() as session, session.begin_nested():
        session.add(DivisionAlias(alias="山阳", kind="nickname"))
    assert seen(shared) == ("怀府", "山阳")


def test_without_a_mark_nothing_is_remembered(shared: Database) -> None:
    with shared.begin() as session:
        session.execute(text("DELETE FROM marks"))
    first, second = seen(shared), seen(shared)
    assert first == second == ("怀府",)
    assert first is not second


def test_an_error_is_not_remembered(shared: Database) -> None:
    answers = iter((LookupError(), "found"))

    @remembered
    def answer(_session: Session) -> str:
        given = next(answers)
        if isinstance(given, LookupError):
            raise given
        return given

    with shared.read() as session:
        with pytest.raises(LookupError):
            answer(session)
        assert answer(session) == answer(session) == "found"


def test_other_arguments_are_another_question(shared: Database) -> None:
    @remembered
    def named(_session: Session, name: str, *, more: str = "") -> str:
        return name + more

    with shared.read() as session:
        assert [named(session, "a"), named(session, "b"), named(session, "a", more="c")] == ["a", "b", "ac"]
