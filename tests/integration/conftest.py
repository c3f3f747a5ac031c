"""A database on each backend there is, and the small city in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from case_desk import Desk
from empty_tables import empty_tables, make_tables
from small_city import City, build_city
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from portal.tables import metadata
from publishing.kernel.db import Database

BACKENDS = ("sqlite", *(("postgresql",) if os.environ.get("MINGYUAN_TEST_POSTGRES_URL") else ()))


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A PostgreSQL database of this worker's own with every table; dropped at the end."""
    address = make_url(request.getfixturevalue("postgres_url"))
    name = f"mingyuan_test_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    database = Database(address.set(database=name).render_as_string(hide_password=False))
    metadata.create_all(database.engine)
    yield database
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database with every table, on each backend there is."""
    if request.param == "postgresql":
        database: Database = request.getfixturevalue("postgres")
        empty_tables(database)
        yield database
        return
    database = Database("sqlite://")
    make_tables(database)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction; committed at the end, as a use case's would be."""
    with database.begin() as session:
        yield session


@pytest.fixture
def city(session: Session) -> City:
    """月山镇 with two grids (王海军: 花园村, 陈芳: 后乔村), 磨头镇 with one, and a county next door."""
    return build_city(session)


@pytest.fixture
def desk(session: Session, city: City, tmp_path: Path) -> Desk:
    """The small city with no tip yet."""
    return Desk(session=session, city=city, uploads=tmp_path / "uploads")
