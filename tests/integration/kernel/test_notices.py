"""Notices: told once a key, read up to one, nobody else's."""

from datetime import timedelta

from small_city import NOW, City
from sqlalchemy.orm import Session

from publishing.kernel.notices import count_unread, mark_read, notices_of, notify


def tell(session: Session, *who: int | None, key: str | None = None, number: str = "博爱2026-0001") -> int:
    people = [account_id for account_id in who if account_id is not None]
    values = {"number": number, "who": "何平"}
    return notify(
        session, account_ids=people, kind="identity_opened", subject="tip:1", values=values, now=NOW, key=key
    )


def test_a_keyed_notice_is_told_to_each_person_once(session: Session, city: City) -> None:
    wang, chen = city.wang.user_id, city.chen.user_id
    assert tell(session, wang, wang, key="tip:1:due") == 1
    assert tell(session, wang, chen, key="tip:1:due") == 1
    assert [count_unread(session, who or 0) for who in (wang, chen)] == [1, 1]


def test_one_without_a_key_is_told_each_time(session: Session, city: City) -> None:
    assert tell(session, city.wang.user_id) + tell(session, city.wang.user_id) == 2


def test_the_newest_come_first_and_the_older_ones_after(session: Session, city: City) -> None:
    reader = city.wang.user_id or 0
    for number in ("一", "二", "三"):
        tell(session, reader, number=number)
    newest = notices_of(session, reader, limit=2)
    assert [notice.values["number"] for notice in newest] == ["三", "二"]
    older = notices_of(session, reader, limit=2, before=newest[-1].id)
    assert [notice.values["number"] for notice in older] == ["一"]


def test_reading_ends_at_the_notice_that_was_shown(session: Session, city: City) -> None:
    reader, other = city.wang.user_id or 0, city.chen.user_id or 0
    tell(session, reader, other)
    shown = notices_of(session, reader, limit=1)[0]
    tell(session, reader)
    mark_read(session, reader, up_to=shown.id, now=NOW + timedelta(minutes=1))
    assert [notice.read for notice in notices_of(session, reader, limit=5)] == [False, True]
    assert count_unread(session, other) == 1
