"""Keys of partners: told once, kept as a digest, ended for good, each step in the audit log."""

import pytest
from small_city import NOW, City
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.api.keys import add_key, find_key, list_keys, revoke_key
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid, NotFound


def test_a_key_is_known_until_it_is_revoked(session: Session, city: City) -> None:
    key = add_key(session, " 焦作　百姓通 ", actor=city.admin, now=NOW)
    found = find_key(session, key)
    assert found is not None
    assert found.name == "焦作 百姓通"
    assert find_key(session, key[:-1]) is None
    revoke_key(session, "焦作 百姓通", actor=city.admin, now=NOW)
    revoke_key(session, "焦作 百姓通", actor=city.admin, now=NOW)
    assert find_key(session, key) is None
    (listed,) = list_keys(session)
    assert listed.revoked_at == NOW
    assert [e.action for e in entries_of(session, f"api_key:{found.id}")] == ["api_key.add", "api_key.revoke"]


def test_the_key_itself_is_kept_nowhere(session: Session, city: City) -> None:
    key = add_key(session, "百姓通", actor=city.admin, now=NOW)
    for table in ("api_keys", "audit_rows"):
        rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 (our own names)
        assert key not in str(rows)
        assert key.removeprefix("mingyuan_") not in str(rows)


@pytest.mark.parametrize(
    ("name", "reason"), [("  ", "required"), ("长" * 201, "too_long"), ("百姓通", "taken")]
)
def test_a_name_that_cannot_be_used_is_refused(session: Session, city: City, name: str, reason: str) -> None:
    add_key(session, "百姓通", actor=city.admin, now=NOW)
    with pytest.raises(Invalid) as refused:
        add_key(session, name, actor=city.admin, now=NOW)
    assert refused.value.values["reason"] == reason


def test_a_key_that_is_not_there_cannot_be_revoked(session: Session, city: City) -> None:
    with pytest.raises(NotFound):
        revoke_key(session, "百姓通", actor=city.admin, now=NOW)
