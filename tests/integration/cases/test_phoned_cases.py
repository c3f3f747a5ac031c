"""One case for one matter: calls that repeat another, and order numbers of 12345 with their own clock."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from small_city import HOUQIAO, HUAYUAN, NOW, City
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.cases import accept_and_assign, record_by_phone
from intake.cases.phoning import Told
from intake.cases.triaging import decline
from intake.cases.wording import answer_to_order
from intake.tips.alike import near_of, similar_to_call
from intake.tips.codes import derive_code
from intake.tips.models import Tip, TipOrder
from intake.tips.order_answers import answer_of
from intake.tips.orders import (
    Order,
    find_order,
    get_order,
    keep_order,
    leading_tip,
    list_orders,
    mark_answered,
    order_numbers,
    orders_of,
)
from intake.tips.queries import find_by_code, get_tip
from intake.tips.receiving import Received, Submission
from intake.tips.routing import recuse
from intake.tips.telling import telling_of
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notices_of

SECRET = b"receipts"
DUE = NOW + timedelta(days=5)


class Phone:
    """Somebody of the office at the telephone."""

    def __init__(self, session: Session, city: City, uploads: Path) -> None:
        self.session, self.city, self.uploads = session, city, uploads
        self.calls = 0

    def call(self, who: str = "hotline", *, told: Told | None = None, **changes: object) -> Received:
        """A call about 花园村, unless it says otherwise."""
        self.calls += 1
        fields = {
            "token": f"call-{self.calls}",
            "categories": ("fire",),
            "text": "煤气罐在过道",
            "division_code": HUAYUAN,
            **changes,
        }
        return record_by_phone(
            self.session,
            Submission(**fields),  # type: ignore[arg-type]
            told=told or Told(),
            gazetteer=load_gazetteer(self.session),
            secret=SECRET,
            uploads=self.uploads,
            actor=self.city.people[who],
            now=NOW,
        )

    def row(self, received: Received) -> Tip:
        return self.session.get_one(Tip, received.tip_id)


@pytest.fixture
def phone(session: Session, city: City, tmp_path: Path) -> Phone:
    return Phone(session, city, tmp_path)


def test_triage_ties_a_second_call_to_the_case_and_its_reporter_follows_with_an_own_code(
    session: Session, phone: Phone
) -> None:
    first = phone.call()
    second = phone.call("triage", told=Told(same_as_id=first.tip_id))
    assert phone.row(second).state == "merged"
    assert phone.row(second).merged_into_id == first.tip_id
    view = find_by_code(session, derive_code(SECRET, "call-2"), secret=SECRET)
    assert view is not None
    assert view.number == second.number
    assert any("并" in message.body for message in view.messages)


def test_the_hotline_only_says_so_and_triage_is_asked_to_look(
    session: Session, city: City, phone: Phone
) -> None:
    first = phone.call()
    second = phone.call(told=Told(same_as_id=first.tip_id))
    assert phone.row(second).state == "assigned"
    telling = telling_of(session, second.tip_id)
    assert telling is not None
    assert telling.same_as == (first.tip_id, first.number)
    assert city.triage.user_id is not None
    (notice,) = notices_of(session, city.triage.user_id, limit=9)
    assert (notice.kind, notice.subject) == ("call_repeats", f"tip:{second.tip_id}")
    assert notice.values == {"number": second.number, "other": first.number}


def test_nobody_who_is_recused_from_either_is_told(session: Session, city: City, phone: Phone) -> None:
    first = phone.call()
    assert city.triage.user_id is not None
    recuse(session, phone.row(first), city.triage.user_id, reason="declared", actor=SYSTEM, now=NOW)
    phone.call(told=Told(same_as_id=first.tip_id))
    assert notices_of(session, city.triage.user_id, limit=9) == ()


def test_a_case_that_ended_or_lies_elsewhere_cannot_be_repeated(
    session: Session, city: City, phone: Phone
) -> None:
    vague = phone.call(division_code=None, place_words="不清楚", text="说不清在哪里")
    far = phone.call("city_triage", division_code="410823001002")
    decline(session, vague.tip_id, reason="没有线索", actor=city.city_triage, now=NOW)
    for tip_id, reason in ((vague.tip_id, "unknown"), (far.tip_id, "unknown"), (999, "unknown")):
        with pytest.raises(Invalid) as refused:
            phone.call(told=Told(same_as_id=tip_id))
        assert (refused.value.values["field"], refused.value.values["reason"]) == ("same_as_id", reason)
    with pytest.raises(Invalid, match="not_open"):
        phone.call("city_triage", told=Told(same_as_id=vague.tip_id))


def test_a_call_sent_twice_keeps_one_order_and_one_merger(session: Session, phone: Phone) -> None:
    first = phone.call()
    told = Told(channel="hotline", order=Order(number="JZ-1", due_at=DUE), same_as_id=first.tip_id)
    second = phone.call("triage", told=told, token="twice")
    assert phone.call("triage", told=told, token="twice").tip_id == second.tip_id
    assert len(session.scalars(select(TipOrder)).all()) == 1
    assert [e.action for e in entries_of(session, f"tip:{second.tip_id}")].count("tip.record") == 1


def test_an_order_number_belongs_to_one_case_of_its_channel_however_it_is_typed(
    session: Session, phone: Phone
) -> None:
    first = phone.call(told=Told(channel="hotline", order=Order(number="JZ 2026－0001")))
    for typed in ("jz2026-0001", " JZ 2026-0001 ", "ＪＺ２０２６-0001"):
        found = find_order(session, "hotline", typed)
        assert found is not None
        assert (found.tip_id, found.number) == (first.tip_id, "JZ 2026－0001")
        with pytest.raises(Invalid, match="known"), session.begin_nested():
            phone.call(told=Told(channel="hotline", order=Order(number=typed)))
    assert find_order(session, "letter", "JZ2026-0001") is None
    phone.call(told=Told(channel="letter", order=Order(number="JZ2026-0001")))


def test_the_database_refuses_a_number_twice(session: Session, phone: Phone) -> None:
    first, second = phone.call(), phone.call()
    values = {"channel": "hotline", "number": "1", "key": "1", "recorded_at": NOW}
    session.add(TipOrder(tip_id=first.tip_id, **values))
    session.flush()
    twice = insert(TipOrder).values(tip_id=second.tip_id, **values)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(twice)


def test_the_same_order_again_brings_only_new_times(session: Session, city: City, phone: Phone) -> None:
    tip_id = phone.call(told=Told(channel="hotline", order=Order(number="1", due_at=DUE))).tip_id
    later = DUE + timedelta(days=2)
    for order in (Order(number="1"), Order(number="1", due_at=later), Order(number="1", due_at=later)):
        keep_order(session, tip_id, channel="hotline", order=order, actor=city.hotline, now=NOW)
    (kept,) = orders_of(session, tip_id)
    assert kept.due_at == later
    assert [e.action for e in entries_of(session, f"tip:{tip_id}")].count("tip.order") == 2


@pytest.mark.parametrize(
    ("order", "field", "reason"),
    [
        (Order(number=" "), "order_number", "required"),
        (Order(number="长" * 41), "order_number", "too_long"),
        (Order(number="1", dispatched_at=NOW + timedelta(hours=1)), "dispatched_at", "future"),
        (Order(number="1", dispatched_at=NOW, due_at=NOW - timedelta(hours=1)), "due_at", "early"),
    ],
)
def test_an_order_that_cannot_be_is_refused(phone: Phone, order: Order, field: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        phone.call(told=Told(channel="hotline", order=order))
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)


def test_a_letter_keeps_its_date_and_cannot_come_from_tomorrow(session: Session, phone: Phone) -> None:
    written = phone.call(told=Told(channel="letter", letter_on=date(2026, 11, 20)))
    telling = telling_of(session, written.tip_id)
    assert telling is not None
    assert telling.letter_on == date(2026, 11, 20)
    with pytest.raises(Invalid, match="future"):
        phone.call(told=Told(channel="letter", letter_on=date(2026, 11, 24)))


def similar(phone: Phone, who: str, **asked: object) -> list[int]:
    path = phone.city.paths[HUAYUAN]
    question = {
        "division_path": path,
        "categories": ("fire",),
        "kindergarten_id": None,
        "kindergarten_name": "",
        "place_words": "",
        "text": "",
        **asked,
    }
    found = similar_to_call(phone.session, actor=phone.city.people[who], **question)  # type: ignore[arg-type]
    return [each.id for each in found]


def test_open_cases_of_the_same_place_or_name_are_found_without_detail(phone: Phone) -> None:
    here = phone.call(kindergarten_name="小星芽宝贝之家")
    there = phone.call(division_code=HOUQIAO, kindergarten_name="红太阳")
    assert similar(phone, "hotline") == [here.tip_id]
    assert similar(phone, "hotline", categories=("food",)) == []
    assert similar(phone, "hotline", categories=("food",), kindergarten_name="小星芽") == [here.tip_id]
    assert similar(phone, "hotline", categories=("bus",), kindergarten_name="红太阳幼儿园") == [there.tip_id]
    assert similar(phone, "far_triage") == []
    near = near_of(phone.session, here.tip_id, actor=phone.city.hotline)
    assert near.township == "博爱县月山镇"
    assert {str(getattr(near, name)) for name in near.__slots__}.isdisjoint(
        {"煤气罐在过道", "小星芽宝贝之家"}
    )


def test_harm_to_a_child_is_not_named_to_the_hotline_and_is_to_triage(phone: Phone) -> None:
    harm = phone.call(categories=("child_harm",))
    assert similar(phone, "hotline", categories=("child_harm",)) == []
    assert similar(phone, "triage", categories=("child_harm",)) == [harm.tip_id]


def test_what_ended_and_what_one_is_recused_from_is_not_named(session: Session, phone: Phone) -> None:
    first = phone.call()
    assert phone.city.hotline.user_id is not None
    recuse(session, phone.row(first), phone.city.hotline.user_id, reason="declared", actor=SYSTEM, now=NOW)
    assert similar(phone, "hotline") == []
    assert similar(phone, "triage") == [first.tip_id]
    with pytest.raises(NotFound):
        near_of(session, first.tip_id, actor=phone.city.hotline)


def test_orders_are_listed_with_what_is_due_first_on_top(session: Session, city: City, phone: Phone) -> None:
    def ordered(number: str, due_in: int | None) -> int:
        due = None if due_in is None else NOW + timedelta(days=due_in)
        told = Told(channel="hotline", order=Order(number=number, due_at=due))
        return phone.call(told=told, division_code=HOUQIAO).tip_id

    ordered("no-time", None)
    ordered("late", 9)
    ordered("soon", 1)
    done = ordered("answered", 0)
    (order,) = orders_of(session, done)
    mark_answered(session, order.id, actor=city.hotline, now=NOW)
    mark_answered(session, order.id, actor=city.hotline, now=NOW)
    found, total = list_orders(session, actor=city.hotline, limit=9)
    assert [each.number for each in found] == ["soon", "late", "no-time", "answered"]
    assert total == 4
    assert list_orders(session, actor=city.hotline, words="OO", limit=9)[1] == 1
    assert list_orders(session, actor=city.far_triage, limit=9) == ((), 0)
    assert order_numbers(session, [done]) == {done: ("answered",)}
    assert [e.action for e in entries_of(session, f"tip:{done}")].count("tip.order_answered") == 1
    with pytest.raises(NotFound):
        get_order(session, order.id, actor=city.far_triage)
    with pytest.raises(Forbidden):
        list_orders(session, actor=city.wang, limit=9)


def test_the_orders_of_merged_reports_stand_with_the_case(session: Session, phone: Phone) -> None:
    first = phone.call(told=Told(channel="hotline", order=Order(number="A")))
    second = phone.call(
        "triage", told=Told(channel="hotline", order=Order(number="B"), same_as_id=first.tip_id)
    )
    assert [order.number for order in orders_of(session, first.tip_id)] == ["A", "B"]
    assert leading_tip(session, second.tip_id) == first.tip_id


def test_12345_is_answered_with_the_public_words_of_the_case(
    session: Session, city: City, phone: Phone
) -> None:
    told = Told(channel="hotline", order=Order(number="JZ-7"))
    received = phone.call(told=told, division_code=None, place_words="不清楚", contact_name="")
    (order,) = orders_of(session, received.tip_id)
    assert answer_of(session, order) is None
    decline(session, received.tip_id, reason="没有可以核查的地点", actor=city.city_triage, now=NOW)
    answer = answer_of(session, order)
    assert answer is not None
    text = answer_to_order(order.number, answer)
    assert "工单号：JZ-7" in text
    assert "办理结果：不予受理" in text
    assert "没有可以核查的地点" in text
    assert "煤气罐" not in text


def test_the_wording_for_harm_to_a_child_stays_with_the_reporter(session: Session, phone: Phone) -> None:
    told = Told(channel="hotline", order=Order(number="JZ-8"))
    received = phone.call(told=told, categories=("child_harm",))
    row = phone.row(received)
    row.public_wording, row.outcome, row.replied_at = "详情", "substantiated", NOW
    session.flush()
    session.execute(Tip.__table__.update().where(Tip.id == row.id).values(state="replied"))
    session.expire_all()
    (order,) = orders_of(session, received.tip_id)
    answer = answer_of(session, order)
    assert answer is not None
    text = answer_to_order(order.number, answer)
    assert "详情" not in text
    assert "不对外提供" in text


def test_merging_by_the_office_moves_the_clock_of_the_order_along(
    session: Session, city: City, phone: Phone
) -> None:
    first = phone.call(division_code=None, place_words="不清楚", text="在博爱，说不清在哪里")
    accept_and_assign(
        session,
        first.tip_id,
        track="tip",
        category="fire",
        urgency="ordinary",
        division_code=HUAYUAN,
        actor=city.city_triage,
        now=NOW,
    )
    second = phone.call(
        "triage",
        told=Told(channel="hotline", order=Order(number="C", due_at=DUE), same_as_id=first.tip_id),
    )
    assert get_tip(session, second.tip_id, actor=city.triage).merged_into_id == first.tip_id
    assert [order.due_at for order in orders_of(session, first.tip_id)] == [DUE]
