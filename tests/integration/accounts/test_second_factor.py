"""The second factor: a code counts once, around its half-minute; recovery codes; what stays closed."""

from datetime import datetime, timedelta

import pyotp
import pytest
from small_city import NOW, City
from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.inviting import accept, invite
from publishing.kernel.accounts.models import RecoveryCode, SecondFactor
from publishing.kernel.accounts.passkeys import Site, ask, prove_by_passkey
from publishing.kernel.accounts.proving import (
    begin_app,
    confirm_app,
    make_recovery_codes,
    mark_proved,
    pending_app,
    prove_by_code,
    remove_factor,
)
from publishing.kernel.accounts.queries import Person, factors_of, get_person, unused_recovery_codes
from publishing.kernel.accounts.signing_in import PROVING, find_session, find_unproved, sign_in
from publishing.kernel.errors import Invalid, NotFound

KEY = b"k" * 32
PASSWORD = "correct horse battery"
SITE = Site("https://portal.example", "明园")


@pytest.fixture
def wang(session: Session, city: City) -> Person:
    accept(
        session, "wang", invite(session, city.wang.user_id or 0, actor=city.admin, now=NOW), PASSWORD, now=NOW
    )
    return get_person(session, city.wang.user_id or 0)


def with_app(session: Session, person: Person) -> pyotp.TOTP:
    """The person's app; its code of NOW is used up by setting it up."""
    _id, secret = begin_app(session, person, name="手机", key=KEY, now=NOW)
    app = pyotp.TOTP(secret)
    confirm_app(session, person, app.at(NOW), key=KEY, now=NOW)
    return app


def proves(session: Session, person: Person, code: str, at: datetime) -> bool:
    return prove_by_code(session, person, code, key=KEY, now=at)


def test_an_app_counts_only_after_its_first_right_code(session: Session, wang: Person) -> None:
    _id, secret = begin_app(session, wang, name="手机", key=KEY, now=NOW)
    assert factors_of(session, wang.id) == ()
    assert not proves(session, wang, pyotp.TOTP(secret).at(NOW), NOW)
    with pytest.raises(Invalid):
        confirm_app(session, wang, "000000", key=KEY, now=NOW)
    assert pending_app(session, wang.id, key=KEY) is not None
    confirm_app(session, wang, pyotp.TOTP(secret).at(NOW), key=KEY, now=NOW)
    assert [factor.kind for factor in factors_of(session, wang.id)] == ["totp"]


def test_a_code_is_taken_once(session: Session, wang: Person) -> None:
    app, later = with_app(session, wang), NOW + timedelta(minutes=2)
    code = app.at(later)
    assert proves(session, wang, code, later)
    assert not proves(session, wang, code, later)
    assert not proves(session, wang, code, later + timedelta(seconds=29))


@pytest.mark.parametrize(
    ("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_telephone_whose_clock_is_half_a_minute_off_still_proves(
    session: Session, wang: Person, seconds: int, right: bool
) -> None:
    app, later = with_app(session, wang), NOW + timedelta(minutes=5)
    assert proves(session, wang, app.at(later + timedelta(seconds=seconds)), later) == right


def test_spaces_in_a_code_do_no_harm(session: Session, wang: Person) -> None:
    app, later = with_app(session, wang), NOW + timedelta(minutes=2)
    code = app.at(later)
    assert proves(session, wang, f" {code[:3]} {code[3:]} ", later)


def test_the_secret_is_not_readable_in_the_database(session: Session, wang: Person) -> None:
    _id, secret = begin_app(session, wang, name="手机", key=KEY, now=NOW)
    stored = session.scalars(select(SecondFactor.sealed_secret)).one() or b""
    assert secret.encode() not in stored


def test_recovery_codes_count_once_each_and_only_for_their_owner(
    session: Session, wang: Person, city: City
) -> None:
    codes = make_recovery_codes(session, wang, now=NOW)
    chen = get_person(session, city.chen.user_id or 0)
    assert len(set(codes)) == 10
    assert not proves(session, chen, codes[0], NOW)
    assert proves(session, wang, codes[0].upper(), NOW)
    assert not proves(session, wang, codes[0], NOW)
    assert unused_recovery_codes(session, wang.id) == 9
    make_recovery_codes(session, wang, now=NOW)
    assert not proves(session, wang, codes[1], NOW)
    stored = session.scalars(select(RecoveryCode.digest)).all()
    assert not any(code.replace("-", "") in digest for code in codes for digest in stored)


def test_a_session_opens_nothing_until_the_second_factor_is_given(session: Session, wang: Person) -> None:
    app, later = with_app(session, wang), NOW + timedelta(minutes=2)
    token = sign_in(session, "wang", PASSWORD, now=later) or ""
    assert find_session(session, token, now=later) is None
    assert find_unproved(session, token, now=later) == wang
    assert proves(session, wang, app.at(later), later)
    mark_proved(session, token, now=later)
    assert find_session(session, token, now=later) == wang
    assert find_unproved(session, token, now=later) is None


def test_the_second_step_must_follow_within_a_quarter_of_an_hour(session: Session, wang: Person) -> None:
    with_app(session, wang)
    token = sign_in(session, "wang", PASSWORD, now=NOW) or ""
    assert find_unproved(session, token, now=NOW + PROVING) is not None
    assert find_unproved(session, token, now=NOW + PROVING + timedelta(seconds=1)) is None


def test_where_it_is_enforced_a_session_waits_for_the_first_factor(session: Session, wang: Person) -> None:
    token = sign_in(session, "wang", PASSWORD, enforced=True, now=NOW) or ""
    assert find_session(session, token, now=NOW) is None
    assert find_unproved(session, token, now=NOW) == wang


def test_the_last_factor_stays_where_one_is_enforced(session: Session, wang: Person) -> None:
    with_app(session, wang)
    only = factors_of(session, wang.id)[0]
    with pytest.raises(Invalid):
        remove_factor(session, wang, only.id, enforced=True, now=NOW)
    remove_factor(session, wang, only.id, enforced=False, now=NOW)
    assert factors_of(session, wang.id) == ()


def test_somebody_elses_factor_cannot_be_removed(session: Session, wang: Person, city: City) -> None:
    with_app(session, wang)
    factor = factors_of(session, wang.id)[0]
    with pytest.raises(NotFound):
        remove_factor(
            session, get_person(session, city.chen.user_id or 0), factor.id, enforced=False, now=NOW
        )


def test_without_a_passkey_none_is_asked_for(session: Session, wang: Person) -> None:
    token = sign_in(session, "wang", PASSWORD, now=NOW) or ""
    assert ask(session, wang, token, site=SITE, now=NOW) is None


@pytest.mark.parametrize("answer", ["", "null", "[]", "{}", '{"id": "AAAA"}', "not json", "\x00", "[" * 5000])
def test_whatever_is_sent_for_a_passkey_is_refused_calmly(
    session: Session, wang: Person, answer: str
) -> None:
    token = sign_in(session, "wang", PASSWORD, now=NOW) or ""
    assert not prove_by_passkey(session, wang, token, answer, site=SITE, now=NOW)
