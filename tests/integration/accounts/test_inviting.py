"""Invitations: used once, for a week, by the right person only; what they end."""

from datetime import timedelta

import pytest
from small_city import NOW, City
from sqlalchemy.orm import Session

from publishing.kernel.accounts.changing import change_password, end_device, is_password, set_active
from publishing.kernel.accounts.inviting import LASTS, accept, end_sessions, invite
from publishing.kernel.accounts.proving import begin_app, confirm_app
from publishing.kernel.accounts.queries import devices_of, factors_of, get_person, unused_recovery_codes
from publishing.kernel.accounts.signing_in import find_session, open_session, sign_in, token_digest
from publishing.kernel.errors import Forbidden, Invalid, OutsideJurisdiction

PASSWORD = "correct horse battery"
KEY = b"k" * 32


def refused(session: Session, username: str, code: str, password: str = PASSWORD, **later: int) -> str:
    with pytest.raises(Invalid) as refusal:
        accept(session, username, code, password, now=NOW + timedelta(**later))
    return f"{refusal.value.values['field']} {refusal.value.values['reason']}"


def test_an_invited_person_sets_a_password_and_signs_in(session: Session, city: City) -> None:
    code = invite(session, city.wang.user_id or 0, actor=city.admin, now=NOW)
    assert sign_in(session, "wang", "", now=NOW) is None
    accept(session, "wang", code.lower().replace("-", " "), PASSWORD, now=NOW)
    assert sign_in(session, "wang", PASSWORD, now=NOW) is not None


def test_a_code_works_once_and_for_its_person_only(session: Session, city: City) -> None:
    code = invite(session, city.wang.user_id or 0, actor=city.admin, now=NOW)
    assert refused(session, "chen", code) == "code unknown"
    assert refused(session, "nobody", code) == "code unknown"
    assert refused(session, "wang", "") == "code unknown"
    accept(session, "wang", code, PASSWORD, now=NOW)
    assert refused(session, "wang", code) == "code unknown"


def test_a_code_is_too_old_after_a_week_and_dead_after_a_newer_one(session: Session, city: City) -> None:
    first = invite(session, city.wang.user_id or 0, actor=city.admin, now=NOW)
    assert refused(session, "wang", first, days=LASTS.days) == "code unknown"
    invite(session, city.wang.user_id or 0, actor=city.admin, now=NOW)
    assert refused(session, "wang", first) == "code unknown"


@pytest.mark.parametrize(
    ("password", "reason"), [("short", "too_short"), ("my name is WANG indeed", "like_name")]
)
def test_a_weak_password_is_refused_and_the_code_still_works(
    session: Session, city: City, password: str, reason: str
) -> None:
    code = invite(session, city.wang.user_id or 0, actor=city.admin, now=NOW)
    assert refused(session, "wang", code, password) == f"password {reason}"
    accept(session, "wang", code, PASSWORD, now=NOW)


def test_inviting_again_ends_password_sessions_and_second_factors(session: Session, city: City) -> None:
    wang = get_person(session, city.wang.user_id or 0)
    accept(session, "wang", invite(session, wang.id, actor=city.admin, now=NOW), PASSWORD, now=NOW)
    token = sign_in(session, "wang", PASSWORD, now=NOW) or ""
    begin_app(session, wang, name="手机", key=KEY, now=NOW)
    code = invite(session, wang.id, actor=city.admin, now=NOW)
    assert find_session(session, token, now=NOW) is None
    assert sign_in(session, "wang", PASSWORD, now=NOW) is None
    accept(session, "wang", code, "another good password", now=NOW)
    assert factors_of(session, wang.id) == ()
    assert unused_recovery_codes(session, wang.id) == 0
    with pytest.raises(Exception, match="factor"):
        confirm_app(session, wang, "000000", key=KEY, now=NOW)


def test_nobody_invites_without_the_permission_or_elsewhere(session: Session, city: City) -> None:
    with pytest.raises(Forbidden):
        invite(session, city.wang.user_id or 0, actor=city.leader, now=NOW)


def test_a_new_password_ends_every_other_device(session: Session, city: City) -> None:
    wang = get_person(session, city.wang.user_id or 0)
    here = open_session(session, wang.id, device="Windows Edge", proved=True, now=NOW)
    there = open_session(session, wang.id, device="Android 微信", proved=True, now=NOW)
    change_password(session, wang, PASSWORD, keep=token_digest(here), now=NOW)
    assert is_password(session, wang.id, PASSWORD)
    assert not is_password(session, wang.id, "something else")
    assert find_session(session, here, now=NOW) is not None
    assert find_session(session, there, now=NOW) is None


def test_one_ends_ones_own_devices_and_nobody_elses(session: Session, city: City) -> None:
    wang, chen = (get_person(session, who.user_id or 0) for who in (city.wang, city.chen))
    token = open_session(session, wang.id, device="Windows Edge", proved=True, now=NOW)
    device = devices_of(session, wang.id, here="", since=NOW)[0]
    end_device(session, chen, device.id, now=NOW)
    assert find_session(session, token, now=NOW) is not None
    end_device(session, wang, device.id, now=NOW)
    assert find_session(session, token, now=NOW) is None
    assert end_sessions(session, wang.id, now=NOW) == 0


def test_a_closed_account_signs_in_no_more_until_it_is_opened(session: Session, city: City) -> None:
    wang = get_person(session, city.wang.user_id or 0)
    accept(session, "wang", invite(session, wang.id, actor=city.admin, now=NOW), PASSWORD, now=NOW)
    token = sign_in(session, "wang", PASSWORD, now=NOW) or ""
    set_active(session, wang.id, active=False, actor=city.admin, now=NOW)
    assert find_session(session, token, now=NOW) is None
    assert sign_in(session, "wang", PASSWORD, now=NOW) is None
    set_active(session, wang.id, active=True, actor=city.admin, now=NOW)
    assert sign_in(session, "wang", PASSWORD, now=NOW) is not None


def test_an_administrator_closes_neither_oneself_nor_somebody_outside(session: Session, city: City) -> None:
    with pytest.raises(Invalid):
        set_active(session, city.admin.user_id or 0, active=False, actor=city.admin, now=NOW)
    with pytest.raises((Forbidden, OutsideJurisdiction)):
        set_active(session, city.far_triage.user_id or 0, active=False, actor=city.leader, now=NOW)
