"""The same product as a city with several machines runs it: PostgreSQL for the data, Redis for the limits."""

import dataclasses
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from demo_city import PASSWORD, settings_in
from flask import Flask
from redis import Redis
from sqlalchemy import create_engine, make_url, text

from intake.workflows import LEDGER, TIP
from portal.app import create_app
from portal.demo.building import build_demo
from portal.tables import metadata
from publishing.kernel.audit import verify
from publishing.kernel.db import Database
from publishing.kernel.settings import Settings


@pytest.fixture(scope="module")
def settings(
    postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """A demonstration on PostgreSQL and Redis."""
    address = make_url(postgres_url)
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS mingyuan_demo WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE mingyuan_demo ENCODING 'UTF8' TEMPLATE template0"))
    url = address.set(database="mingyuan_demo").render_as_string(hide_password=False)
    chosen = dataclasses.replace(
        settings_in(tmp_path_factory.mktemp("several")), database_url=url, redis_url=redis_url
    )
    build_demo(chosen, say=lambda _line: None)
    yield chosen
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS mingyuan_demo WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions["mingyuan.database"].close()


def test_the_demonstration_is_whole_and_a_second_run_changes_nothing(settings: Settings) -> None:
    database = Database(settings.database_url)
    with database.read() as session:
        before = verify(session)
        tips = set(session.scalars(text("SELECT DISTINCT state FROM tips")))
        items = set(session.scalars(text("SELECT DISTINCT state FROM ledger_items")))
    said: list[str] = []
    build_demo(settings, say=said.append)
    with database.read() as session:
        assert verify(session) == before
    database.close()
    assert before.broken_at is None
    assert (tips, items) == (set(TIP.states()), set(LEDGER.states()))
    assert said[0] == "demo: already set up, nothing to do"


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/search?q=小博士", "/counties/410822", "/announcements/", "/outcomes/", "/statistics/"],
)
def test_public_pages_are_served(served: Flask, path: str) -> None:
    assert served.test_client().get(path).status_code == HTTPStatus.OK


@pytest.mark.parametrize("path", ["/office/work/", "/office/tips/", "/office/ledger/", "/office/patrols/"])
def test_office_pages_are_served(served: Flask, path: str) -> None:
    client = served.test_client()
    page = client.get("/office/sign-in").text
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "username": "boai-triage", "password": PASSWORD}
    assert client.post("/office/sign-in", data=fields).status_code == HTTPStatus.FOUND
    assert client.get(path).status_code == HTTPStatus.OK


def test_limits_are_counted_in_redis_under_digests_that_expire(settings: Settings, redis_url: str) -> None:
    """Two processes count together, and nothing in Redis names an address or a person."""
    redis = Redis.from_url(redis_url)
    redis.flushdb()
    apps = [create_app(settings), create_app(settings)]
    statuses = []
    for number in range(11):
        client = apps[number % 2].test_client()
        page = client.get("/office/sign-in", environ_base={"REMOTE_ADDR": "127.9.8.7"}).text
        token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        fields = {"csrf_token": token, "username": "somebody-else", "password": "wrong-password"}
        answer = client.post("/office/sign-in", data=fields, environ_base={"REMOTE_ADDR": "127.9.8.7"})
        statuses.append(answer.status_code)
    assert statuses[:10] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 10
    assert statuses[10] == HTTPStatus.TOO_MANY_REQUESTS
    keys = [key.decode() for key in redis.scan_iter()]
    assert keys
    for key in keys:
        assert "127.9.8.7" not in key
        assert "somebody-else" not in key
        # a count for its window, the keys of the digests for their hour and the next
        assert 0 < redis.ttl(key) <= (2 * 3600 if key.startswith("mingyuan:key-") else 15 * 60), key
    for app in apps:
        app.extensions["mingyuan.database"].close()


def test_every_table_of_the_models_is_there(settings: Settings) -> None:
    database = Database(settings.database_url)
    with database.engine.connect() as connection:
        found = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
    database.close()
    assert set(metadata.tables) <= found
