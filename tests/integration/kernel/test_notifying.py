"""Told outside: only that something waits, only where the owner set it, and not for ever where it fails."""

from datetime import timedelta
from pathlib import Path

import pytest
from small_city import NOW, City, build_city
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.outside import NotTaken, channel_key, send_by_apprise, tell
from publishing.kernel.db import Database
from publishing.kernel.errors import Invalid
from publishing.kernel.notices import notify
from publishing.kernel.notifying import GIVES_UP_AFTER, ChannelRow, channel_of, set_channel
from publishing.kernel.outbox import Job, run_due
from publishing.kernel.settings import Settings, load_settings

WECOM = "693a91f6-7aaa-4bc4-97a0-0ec2aa5aaa11"
MAIL = "mailto://user:secret@127.0.0.1:25?from=office@example.cn&to="


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"PORTAL_HOME": str(tmp_path), "PORTAL_MAIL_URL": MAIL}, tmp_path / "no.env")


@pytest.fixture
def wang(database: Database) -> City:
    with database.begin() as session:
        return build_city(session)


def choose(session: Session, city: City, settings: Settings, kind: str, address: str) -> None:
    set_channel(
        session,
        kind,
        address,
        actor=city.wang,
        key=channel_key(settings),
        mail=settings.mail_url,
        now=NOW,
    )


def notice(session: Session, city: City) -> None:
    notify(
        session,
        account_ids=[city.wang.user_id or 0],
        kind="identity_opened",
        subject="tip:1",
        values={"number": "博爱2026-0001", "who": "何平"},
        now=NOW,
    )


@pytest.mark.parametrize(
    ("kind", "address", "service"),
    [
        ("wecom", WECOM, "wecombot://"),
        ("feishu", WECOM, "feishu://"),
        ("dingtalk", "0a" * 32, "dingtalk://"),
        ("email", "wang@example.cn", MAIL),
    ],
)
def test_the_message_says_that_there_is_something_and_not_what(  # noqa: PLR0917 (fixtures)
    database: Database, wang: City, settings: Settings, kind: str, address: str, service: str
) -> None:
    sent: list[tuple[str, str]] = []

    def send(to: str, text: str) -> bool:
        sent.append((to, text))
        return True

    with database.begin() as session:
        choose(session, wang, settings, kind, f" {address} ")
        notice(session, wang)
        notice(session, wang)
    with database.read() as session:
        jobs = session.scalars(select(Job)).all()
        assert [job.payload for job in jobs] == [{"account": wang.wang.user_id}]
    tell(database, settings, wang.wang.user_id or 0, now=NOW, send=send)
    assert [to for to, _text in sent] == [f"{service}{address}"]
    assert "/office/notices/" in sent[0][1]
    assert "博爱" not in sent[0][1]
    assert "何平" not in sent[0][1]


def test_without_a_channel_nothing_is_queued(database: Database, wang: City) -> None:
    with database.begin() as session:
        notice(session, wang)
    with database.read() as session:
        assert session.scalars(select(Job)).all() == []


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("wecom", "http://127.0.0.1/admin"),
        ("wecom", f"{WECOM}/../x"),
        ("dingtalk", "short"),
        ("email", "wang@example.cn?to=other@example.cn"),
        ("email", "nobody"),
        ("feishu", ""),
    ],
)
def test_an_address_of_another_shape_is_refused(
    database: Database, wang: City, settings: Settings, kind: str, address: str
) -> None:
    with database.begin() as session, pytest.raises(Invalid) as refused:
        choose(session, wang, settings, kind, address)
    assert refused.value.values["field"] == "address"


def test_no_other_service_and_no_mail_without_a_mail_service(
    database: Database, wang: City, settings: Settings
) -> None:
    with database.begin() as session:
        with pytest.raises(Invalid):
            choose(session, wang, settings, "json", "127.0.0.1")
        with pytest.raises(Invalid) as refused:
            set_channel(session, "email", "a@example.cn", actor=wang.wang, key=b"k" * 32, mail="", now=NOW)
    assert refused.value.values["reason"] == "no_mail"


def test_the_address_is_not_readable_in_the_database(
    database: Database, wang: City, settings: Settings
) -> None:
    with database.begin() as session:
        choose(session, wang, settings, "wecom", WECOM)
    with database.read() as session:
        assert WECOM.encode() not in session.scalars(select(ChannelRow.sealed)).one()


def test_a_failing_service_is_tried_again_for_a_day_and_its_owner_sees_it(
    database: Database, wang: City, settings: Settings
) -> None:
    account = wang.wang.user_id or 0
    with database.begin() as session:
        choose(session, wang, settings, "wecom", WECOM)
        notice(session, wang)
    handlers = {
        "notices.send": lambda payload, now: tell(
            database, settings, int(payload["account"]), now=now, send=lambda _url, _text: False
        )
    }
    assert run_due(database, handlers, now=NOW) == 0
    with database.read() as session:
        channel = channel_of(session, account)
        assert channel is not None
        assert channel.failing_since == NOW
        assert session.scalars(select(Job.error)).one() == "NotTaken: "
    assert run_due(database, handlers, now=NOW + GIVES_UP_AFTER + timedelta(hours=1)) == 1
    with database.begin() as session:
        choose(session, wang, settings, "wecom", WECOM)
        mended = channel_of(session, account)
    assert mended is not None
    assert mended.failing_since is None


def test_ending_a_channel_ends_telling(database: Database, wang: City, settings: Settings) -> None:
    with database.begin() as session:
        choose(session, wang, settings, "wecom", WECOM)
        choose(session, wang, settings, "", "")
        assert channel_of(session, wang.wang.user_id or 0) is None

    def send(_url: str, _text: str) -> bool:
        raise AssertionError

    tell(database, settings, wang.wang.user_id or 0, now=NOW, send=send)


def test_a_service_that_cannot_be_reached_is_a_refusal_not_a_crash() -> None:
    assert send_by_apprise("json://127.0.0.1:9/nobody", "有新的通知") is False
    assert send_by_apprise("no such service", "有新的通知") is False
    assert issubclass(NotTaken, Exception)
