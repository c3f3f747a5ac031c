"""Receiving: kept once, numbered, routed at once, and assigned where nothing speaks against it."""

import json
import os
from pathlib import Path

import pytest
from sending import SECRET, Send
from small_city import CITY, COUNTY, HOUQIAO, HUAYUAN, MOTOU, NOW, TODAY, TOWNSHIP, City
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.grid.assigning import set_supervisor
from intake.grid.leaving import record_leave
from intake.grid.relating import declare, declare_run
from intake.tips import codes, photos
from intake.tips.accepting import set_by_hand
from intake.tips.models import Tip
from intake.tips.photos import CleanPhoto
from intake.tips.queries import find_by_code, get_tip, load_tip, photos_of, recused_people, thread_of, work_of
from publishing.divisions.resolving import Gazetteer
from publishing.kernel.audit import AuditRow, entries_of, verify
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import SYSTEM

PHOTO = CleanPhoto(jpeg=b"\xff\xd8\xff\xd9", width=1, height=1)


def test_a_clear_report_is_on_the_supervisors_list_at_once(session: Session, city: City, send: Send) -> None:
    received = send()
    assert received.accepted
    assert received.number == "博爱2026-0001"
    mine = work_of(session, actor=city.wang, now=NOW)
    assert [tip.number for tip in mine] == ["博爱2026-0001"]
    tip = mine[0]
    assert (tip.state, tip.hold, tip.responsible_user_name) == ("assigned", "", "王海军")
    assert tip.route_words == "花园村属月山镇第3责任区，监管责任人王海军在岗，无需回避"
    assert tip.place == ("博爱县", "月山镇", "花园村")


def test_every_move_of_the_system_leaves_an_audit_row(session: Session, send: Send) -> None:
    received = send()
    actions = [entry.action for entry in entries_of(session, f"tip:{received.tip_id}")]
    assert actions == ["tip.receive", "tip.accept", "tip.assign"]
    assert verify(session).broken_at is None


def test_the_audit_log_never_holds_the_reporters_words(session: Session, send: Send) -> None:
    words = "墙角堆着七个煤气罐"
    send(text=words, place_words="大队院东边第二家", kindergarten_name="小星芽宝贝之家")
    details = [json.dumps(d, ensure_ascii=False) for d in session.scalars(select(AuditRow.details))]
    assert not [d for d in details if words in d or "大队院" in d or "小星芽" in d]


def test_the_thread_begins_with_the_report_and_the_acceptance(session: Session, send: Send) -> None:
    received = send()
    messages = thread_of(session, received.tip_id)
    assert [message.direction for message in messages] == ["report", "notice"]
    assert messages[1].body == "已受理，交月山镇第3责任区核查。我们会在2027年1月22日前告诉您结果。"


def test_sending_the_same_draft_again_gives_the_same_tip(session: Session, send: Send) -> None:
    first, second = send(token="one"), send(token="one", text="改了字再发")
    assert first == second
    assert session.scalar(select(func.count()).select_from(Tip)) == 1
    assert send(token="two").number == "博爱2026-0002"


def test_the_code_of_the_draft_finds_the_tip(session: Session, send: Send) -> None:
    received = send(token="mine")
    code = codes.derive_code(SECRET, "mine")
    view = find_by_code(session, codes.grouped(code), secret=SECRET)
    assert view is not None
    assert (view.number, view.public_step, view.can_withdraw) == (received.number, "accepted", True)
    assert view.office_name == "博爱县教育体育局"
    assert find_by_code(session, codes.derive_code(SECRET, "other"), secret=SECRET) is None
    assert find_by_code(session, "0000", secret=SECRET) is None


def test_personal_numbers_are_masked_wherever_they_stand(session: Session, city: City, send: Send) -> None:
    received = send(
        text="联系我13800001234",
        place_words="电话０３９１－２９０００００旁边",
        kindergarten_name="小星芽 138 0000 1234",
    )
    tip = get_tip(session, received.tip_id, actor=city.wang)
    assert "1234" not in tip.text + tip.kindergarten_name
    assert "２９０" not in tip.place_words


@pytest.mark.parametrize("categories", [("child_harm",), ("fire", "child_harm")])
def test_harm_to_a_child_goes_to_county_triage_and_to_nobody_else(
    session: Session, city: City, send: Send, categories: tuple[str, ...]
) -> None:
    received = send(categories=categories)
    assert not received.accepted
    tip = get_tip(session, received.tip_id, actor=city.triage)
    assert (tip.state, tip.hold, tip.urgency, tip.category) == ("received", "harm", "urgent", "child_harm")
    assert tip.responsible_office_name == "博爱县教育体育局"
    assert tip.route_words == "疑似伤害幼儿，先由博爱县教育体育局研判"
    assert tip.deadlines[0].code == "harm"
    for other in (city.wang, city.head):
        with pytest.raises(NotFound):
            get_tip(session, received.tip_id, actor=other)


def test_a_waiting_tip_shows_triage_whom_the_rule_proposes(session: Session, city: City, send: Send) -> None:
    received = send(categories=("child_harm",))
    proposed = get_tip(session, received.tip_id, actor=city.triage).proposed
    assert proposed is not None
    assert (proposed["user_name"], proposed["user_id"]) == ("王海军", city.wang.user_id)
    assert proposed["words"] == "花园村属月山镇第3责任区，监管责任人王海军在岗，无需回避"


@pytest.mark.parametrize("field", ["text", "kindergarten_name", "place_words"])
def test_a_supervisor_who_is_named_is_recused_and_never_sees_it(
    session: Session, city: City, send: Send, field: str
) -> None:
    received = send(**{field: "老板的亲戚是王海军，开了一年"})
    tip = get_tip(session, received.tip_id, actor=city.triage)
    assert (tip.hold, [r.reason for r in tip.recusals]) == ("recusal", ["named"])
    assert tip.proposed is not None
    assert tip.proposed["user_name"] == "刘建国"
    with pytest.raises(NotFound):
        get_tip(session, received.tip_id, actor=city.wang)
    assert work_of(session, actor=city.wang, now=NOW) == ()


def test_a_named_triage_officer_sends_the_tip_to_the_city(session: Session, city: City, send: Send) -> None:
    received = send(text="教育局的李静收了红包，这家没证")
    assert received.office_name == "焦作市教育局"
    assert recused_people(session, received.tip_id) == {city.triage.user_id}
    assert [t.id for t in work_of(session, actor=city.city_triage, now=NOW)] == [received.tip_id]


def test_a_supervisors_own_kindergarten_recuses_them(session: Session, city: City, send: Send) -> None:
    assert city.wang.user_id is not None
    declare(session, city.wang.user_id, kind="own", kindergarten_id="K00000001", actor=city.wang, now=NOW)
    received = send(kindergarten_id="K00000001")
    tip = get_tip(session, received.tip_id, actor=city.triage)
    assert (tip.hold, [r.reason for r in tip.recusals]) == ("recusal", ["own"])


def test_a_kindergarten_that_the_school_runs_goes_to_the_county(
    session: Session, city: City, send: Send
) -> None:
    assert city.head.office_id is not None
    declare_run(session, "K00000002", city.head.office_id, actor=city.triage, now=NOW)
    received = send(kindergarten_id="K00000002")
    tip = get_tip(session, received.tip_id, actor=city.triage)
    assert (tip.hold, tip.responsible_office_name) == ("recusal", "博爱县教育体育局")
    assert tip.proposed is not None
    assert tip.proposed["office_name"] == "博爱县教育体育局"
    with pytest.raises(NotFound):
        get_tip(session, received.tip_id, actor=city.head)


def test_a_supervisor_on_leave_is_covered(session: Session, city: City, send: Send) -> None:
    assert city.wang.user_id is not None
    record_leave(session, city.wang.user_id, starts_on=TODAY, ends_on=TODAY, cover_id=city.chen.user_id,
                 actor=city.head, now=NOW)  # fmt: skip
    tip = get_tip(session, send().tip_id, actor=city.chen)
    assert (tip.route_code, tip.responsible_user_name) == ("cover", "陈芳")


def test_words_that_name_one_village_are_enough(session: Session, city: City, send: Send) -> None:
    received = send(division_code=None, place_words="博爱县月山镇后乔村小学旁边")
    tip = get_tip(session, received.tip_id, actor=city.chen)
    assert (tip.place_certainty, tip.division_code) == ("confident", HOUQIAO)


def test_a_place_known_only_to_the_county_waits_in_its_pool(session: Session, city: City, send: Send) -> None:
    received = send(division_code=COUNTY, place_words="学校旁边那条街")
    tip = get_tip(session, received.tip_id, actor=city.triage)
    assert (tip.hold, tip.place_certainty, tip.number) == ("place", "unknown", "博爱2026-0001")
    assert tip.deadlines[0].code == "place"


def test_a_township_without_a_village_is_not_certain_enough(session: Session, city: City, send: Send) -> None:
    received = send(division_code=TOWNSHIP)
    assert get_tip(session, received.tip_id, actor=city.triage).hold == "place"


def test_a_place_nobody_knows_waits_with_the_city_under_its_own_number(
    session: Session, city: City, send: Send
) -> None:
    received = send(division_code=None, place_words="")
    assert (received.number, received.office_name) == ("焦作2026-0001", "焦作市教育局")
    tip = get_tip(session, received.tip_id, actor=city.city_triage)
    assert tip.division_code == CITY
    with pytest.raises(NotFound):
        get_tip(session, received.tip_id, actor=city.triage)


def test_over_the_limit_is_received_and_waits(session: Session, city: City, send: Send) -> None:
    received = send(limited=True)
    assert get_tip(session, received.tip_id, actor=city.triage).hold == "over_limit"


def test_a_category_that_the_county_accepts_by_hand_waits(session: Session, city: City, send: Send) -> None:
    set_by_hand(session, COUNTY, "unlicensed", by_hand=True, actor=city.triage, now=NOW)
    received = send()
    assert get_tip(session, received.tip_id, actor=city.triage).hold == "by_hand"
    set_by_hand(session, COUNTY, "unlicensed", by_hand=False, actor=city.triage, now=NOW)
    assert send().accepted


def test_numbers_begin_anew_each_year(send: Send) -> None:
    assert send().number == "博爱2026-0001"
    assert send(now=NOW.replace(year=2027)).number == "博爱2027-0001"


def test_photos_are_on_disk_before_the_transaction_ends(
    session: Session, city: City, send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(
        photos.os, "fsync", lambda descriptor: (synced.append(descriptor), real(descriptor))[1]
    )
    received = send(photos=(PHOTO,))
    stored = photos_of(session, received.tip_id)
    assert [(tmp_path / "uploads" / photo.file).read_bytes() for photo in stored] == [PHOTO.jpeg]
    assert len(synced) == 3  # the file, its folder, and the folder above


def test_a_report_that_cannot_be_kept_keeps_nothing(session: Session, city: City, send: Send) -> None:
    with pytest.raises(Invalid, match="no_key"):
        send(contact="13800001234")
    assert session.scalar(select(func.count()).select_from(Tip)) == 0
    assert send().number == "博爱2026-0001"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"categories": ()}, "categories"),
        ({"categories": ("nonsense",)}, "categories"),
        ({"channel": "pigeon"}, "channel"),
        ({"division_code": "999999999999"}, "division_code"),
        ({"photos": (PHOTO,) * (photos.MOST + 1)}, "photo"),
    ],
)
def test_what_cannot_be_accepted_says_which_field(
    session: Session, city: City, send: Send, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        send(**changes)
    assert refused.value.values["field"] == field


def test_a_tip_has_nothing_of_its_reporter(session: Session, send: Send) -> None:
    row = load_tip(session, send(token="secret-token").tip_id)
    kept = json.dumps({column.name: str(getattr(row, column.key)) for column in Tip.__table__.columns})
    assert "secret-token" not in kept
    assert codes.derive_code(SECRET, "secret-token") not in kept
    assert not {"ip", "agent", "referrer", "address"} & set(Tip.__table__.columns.keys())


def test_a_gap_in_the_grids_goes_to_the_head(session: Session, city: City, send: Send) -> None:
    set_supervisor(session, city.grids["motou"], None, on=TODAY, actor=SYSTEM, now=NOW)
    tip = get_tip(session, send(division_code=MOTOU).tip_id, actor=city.motou_head)
    assert (tip.route_code, tip.responsible_user_name) == ("head", "孙立")


def test_the_village_of_the_gazetteer_is_the_village_of_the_table(gazetteer: Gazetteer, city: City) -> None:
    assert gazetteer.resolve("博爱县月山镇花园村").code == HUAYUAN
