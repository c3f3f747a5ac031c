"""Custodians come, go and are lost: two persons' rule, rotation, removal, and the key on paper."""

from datetime import timedelta

import pytest
from custody_people import PASSPHRASES, Custodians
from small_city import COUNTY, NOW
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.custody.founding import create_key, rotate
from intake.custody.models import CustodianKey, CustodyProposal, KeyShare
from intake.custody.proposing import confirm, propose, turn_down
from intake.custody.queries import candidates_for, custody_of, get_proposal
from intake.custody.recovering import make_recovery, open_paper, recover
from intake.custody.removing import remove
from intake.custody.rules import PROPOSAL_LASTS
from intake.custody.unlocking import settle
from intake.custody.wrapping import make_personal
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Invalid, NotFound, SamePerson, WrongState
from publishing.kernel.identity import SYSTEM

LATER = NOW + timedelta(days=1)


def proposed(custodians: Custodians, *, by: str = "custodian", candidate: str = "custodian3") -> int:
    return propose(
        custodians.session,
        COUNTY,
        candidate_id=custodians.id_of(candidate),
        reason="许宁下月退休",
        keyring=custodians.keyring(by),
        actor=custodians.actor(by),
        now=NOW,
    )


def confirmed(custodians: Custodians, proposal_id: int, by: str, now: object = LATER) -> None:
    confirm(
        custodians.session,
        proposal_id,
        keyring=custodians.keyring(by),
        actor=custodians.actor(by),
        now=now,  # type: ignore[arg-type]
    )


@pytest.fixture
def waiting(custodians: Custodians) -> int:
    """何平 has proposed 程雪."""
    custodians.enrol("custodian3")
    return proposed(custodians)


def test_two_custodians_make_a_third_who_opens_old_and_new(custodians: Custodians) -> None:
    oldest = custodians.tip()
    rotate(custodians.session, COUNTY, reason="", actor=SYSTEM, now=NOW)
    custodians.enrol("custodian3")
    before = custodians.tip()
    proposal_id = proposed(custodians)
    with pytest.raises(NotFound):
        custodians.opens("custodian3", before)
    confirmed(custodians, proposal_id, "custodian2")
    opened = {custodians.opens("custodian3", tip_id) for tip_id in (oldest, before, custodians.tip())}
    assert opened == {"13800001234"}
    actions = [(e.action, e.user_id) for e in entries_of(custodians.session, f"custody:{proposal_id}")]
    assert actions == [
        ("identity.propose", custodians.id_of("custodian")),
        ("identity.confirmed", custodians.id_of("custodian2")),
    ]


def test_leader_candidate_and_the_other_custodian_are_told(custodians: Custodians, waiting: int) -> None:
    for who in ("leader", "custodian2", "custodian3"):
        assert custodians.told(who) == ["custody_proposed"]
    assert custodians.told("custodian") == []
    confirmed(custodians, waiting, "custodian2")
    for who in ("leader", "custodian", "custodian3"):
        assert custodians.told(who)[0] == "custody_confirmed"


@pytest.mark.parametrize("by", ["custodian", "custodian3"])
def test_neither_who_proposed_nor_who_is_proposed_confirms(
    custodians: Custodians, waiting: int, by: str
) -> None:
    with pytest.raises(SamePerson):
        confirmed(custodians, waiting, by)


def test_one_without_access_confirms_nothing(custodians: Custodians, waiting: int) -> None:
    custodians.enrol("city_custodian")
    with pytest.raises(NotFound):
        confirmed(custodians, waiting, "city_custodian")


def test_the_database_itself_refuses_one_person_in_both_parts(custodians: Custodians, waiting: int) -> None:
    row = custodians.session.get_one(CustodyProposal, waiting)
    row.decision, row.decided_by_id, row.decided_at = "confirmed", row.proposed_by_id, NOW
    with pytest.raises(IntegrityError):
        custodians.session.flush()
    custodians.session.rollback()


def test_a_proposal_runs_out(custodians: Custodians, waiting: int) -> None:
    end = NOW + PROPOSAL_LASTS
    with pytest.raises(WrongState):
        confirmed(custodians, waiting, "custodian2", end)
    assert get_proposal(custodians.session, waiting, now=end).decision == "expired"
    assert custody_of(custodians.session, COUNTY, now=end).waiting == ()


def test_a_proposal_is_decided_once(custodians: Custodians, waiting: int) -> None:
    confirmed(custodians, waiting, "custodian2")
    with pytest.raises(WrongState):
        confirmed(custodians, waiting, "custodian2")
    with pytest.raises(WrongState):
        turn_down(custodians.session, waiting, actor=custodians.actor("custodian2"), now=LATER)


def test_turned_down_or_taken_back_it_gives_nothing(custodians: Custodians, waiting: int) -> None:
    turn_down(custodians.session, waiting, actor=custodians.actor("custodian2"), now=LATER)
    assert get_proposal(custodians.session, waiting, now=LATER).decision == "denied"
    assert custodians.told("custodian") == ["custody_denied"]
    again = proposed(custodians)
    turn_down(custodians.session, again, actor=custodians.actor("custodian"), now=LATER)
    assert get_proposal(custodians.session, again, now=LATER).decision == "withdrawn"
    with pytest.raises(NotFound):
        custodians.opens("custodian3", custodians.tip())


def test_a_key_that_was_put_in_the_place_of_the_proposed_one_is_not_confirmed(
    custodians: Custodians, waiting: int
) -> None:
    custodians.enrol("custodian3")
    with pytest.raises(Invalid) as refused:
        confirmed(custodians, waiting, "custodian2")
    assert refused.value.values["reason"] == "key_changed"


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [("custodian2", "has_access"), ("triage", "not_custodian"), ("far_custodian", "outside"),
     ("city_custodian", "not_enrolled")],
)  # fmt: skip
def test_who_cannot_be_proposed(custodians: Custodians, candidate: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(custodians, candidate=candidate)
    assert refused.value.values["reason"] == reason


def test_nobody_is_proposed_twice_at_once(custodians: Custodians, waiting: int) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(custodians, by="custodian2")
    assert refused.value.values["reason"] == "waiting"


def test_candidates_are_custodians_of_the_county_and_the_city(custodians: Custodians) -> None:
    custodians.enrol("city_custodian")
    found = {c.name: c.enrolled for c in candidates_for(custodians.session, COUNTY)}
    assert found == {"程雪": False, "苏兰": True}


def removed(custodians: Custodians, who: str, *, by: str = "custodian") -> None:
    remove(
        custodians.session,
        COUNTY,
        account_id=custodians.id_of(who),
        reason="忘记口令",
        keyring=custodians.keyring(by),
        actor=custodians.actor(by),
        now=LATER,
    )


def test_who_is_removed_opens_nothing_and_the_county_has_a_new_key(
    session: Session, custodians: Custodians
) -> None:
    before = custodians.tip()
    present = custody_of(session, COUNTY, now=NOW).key_id
    removed(custodians, "custodian2")
    assert session.get(CustodianKey, custodians.id_of("custodian2")) is None
    assert (
        session.scalars(select(KeyShare).where(KeyShare.account_id == custodians.id_of("custodian2"))).all()
        == []
    )
    assert custody_of(session, COUNTY, now=NOW).key_id != present
    with pytest.raises(NotFound):
        custodians.opens("custodian2", before)
    assert custodians.opens("custodian", before) == custodians.opens("custodian", custodians.tip())
    assert custodians.told("custodian2") == ["custody_removed"]
    assert set(custodians.told("leader")) >= {"custody_removed", "custody_rotated"}


def test_who_forgot_the_passphrase_is_removed_enrols_again_and_is_proposed_anew(
    custodians: Custodians, waiting: int
) -> None:
    confirmed(custodians, waiting, "custodian2")
    tip_id = custodians.tip()
    removed(custodians, "custodian2")
    custodians.enrol("custodian2")
    again = proposed(custodians, candidate="custodian2")
    confirmed(custodians, again, "custodian3")
    assert custodians.opens("custodian2", tip_id) == "13800001234"


def test_nobody_removes_themselves(custodians: Custodians) -> None:
    with pytest.raises(Invalid) as refused:
        removed(custodians, "custodian")
    assert refused.value.values["reason"] == "oneself"


def test_what_the_removed_had_proposed_is_taken_back(custodians: Custodians) -> None:
    custodians.enrol("custodian3")
    proposal_id = proposed(custodians, by="custodian2")
    removed(custodians, "custodian2")
    assert get_proposal(custodians.session, proposal_id, now=LATER).decision == "withdrawn"


def test_rotation_keeps_since_when_somebody_is_custodian(session: Session, custodians: Custodians) -> None:
    rotate(session, COUNTY, reason="", actor=SYSTEM, now=LATER)
    assert {m.since for m in custody_of(session, COUNTY, now=LATER).members} == {NOW}


def test_the_last_custodian_cannot_propose_and_the_paper_helps(
    session: Session, custodians: Custodians
) -> None:
    oldest = custodians.tip()
    paper = make_recovery(session, COUNTY, actor=SYSTEM, now=NOW)
    assert not custody_of(session, COUNTY, now=NOW).recovery_whole, "the older key is not covered yet"
    settle(session, custodians.keyring("custodian"), now=NOW)
    assert custody_of(session, COUNTY, now=NOW).recovery_whole
    removed(custodians, "custodian2")
    custodians.enrol("custodian3")
    with pytest.raises(Invalid) as refused:
        proposed(custodians)
    assert refused.value.values["reason"] == "nobody_confirms"
    recover(session, COUNTY, open_paper(paper), account_id=custodians.id_of("custodian3"), personal=None,
            actor=SYSTEM, now=LATER)  # fmt: skip
    assert custodians.opens("custodian3", oldest) == custodians.opens("custodian3", custodians.tip())
    assert "custody_recovered" in custodians.told("leader")
    subject = f"account:{custodians.id_of('custodian3')}"
    assert entries_of(session, subject)[-1].action == "identity.recover"


def test_the_paper_replaces_a_forgotten_passphrase(session: Session, custodians: Custodians) -> None:
    paper = make_recovery(session, COUNTY, actor=SYSTEM, now=NOW)
    tip_id = custodians.tip()
    anew = make_personal("这一回我把它抄下来放进信封")
    recover(session, COUNTY, open_paper(paper), account_id=custodians.id_of("custodian"), personal=anew,
            actor=SYSTEM, now=LATER)  # fmt: skip
    assert custodians.opens("custodian", tip_id, passphrase="这一回我把它抄下来放进信封") == "13800001234"


def test_an_older_paper_opens_nothing_any_more(session: Session, custodians: Custodians) -> None:
    older = make_recovery(session, COUNTY, actor=SYSTEM, now=NOW)
    make_recovery(session, COUNTY, actor=SYSTEM, now=LATER)
    with pytest.raises(Invalid) as refused:
        recover(session, COUNTY, open_paper(older), account_id=custodians.id_of("custodian"), personal=None,
                actor=SYSTEM, now=LATER)  # fmt: skip
    assert refused.value.values == {"field": "recovery", "reason": "wrong"}


def test_a_slip_on_the_paper_is_told_with_its_group() -> None:
    with pytest.raises(Invalid) as refused:
        open_paper("00000-00001")
    assert refused.value.values["reason"] == "length"


def test_what_a_county_lacks_is_said(session: Session, custodians: Custodians) -> None:
    assert custody_of(session, COUNTY, now=NOW).lacks() == ("no_recovery",)
    removed(custodians, "custodian2")
    make_recovery(session, COUNTY, actor=SYSTEM, now=NOW)
    assert custody_of(session, COUNTY, now=NOW).lacks() == ("few_custodians",)


def test_a_key_of_the_city_can_be_shared_with_its_custodian(session: Session, custodians: Custodians) -> None:
    """A county's key may have a custodian of the city as its second."""
    holders = {custodians.id_of(who): PASSPHRASES[who] for who in ("custodian", "city_custodian")}
    create_key(session, COUNTY, custodians=holders, actor=SYSTEM, now=NOW)
    assert custodians.opens("city_custodian", custodians.tip()) == "13800001234"
