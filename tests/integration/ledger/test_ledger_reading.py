"""Who sees which item, what waits for whom, and the documents printed from the 台账."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_steps import (
    DUE,
    GAS,
    UNLICENSED,
    answered,
    coordinated,
    filed,
    found,
    noticed,
    opened,
    rechecked,
)
from small_city import HOUQIAO, MOTOU, NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.ledger.opening import open_item
from intake.ledger.printing import ledger_document, notice_document
from intake.ledger.queries import get_item, list_items, work_of
from intake.ledger.values import ItemValue
from publishing.kernel.documents import render
from publishing.kernel.errors import Forbidden, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


def a_little_of_everything(session: Session, city: City) -> list[ItemValue]:
    """Items of three officers in two townships, in several states."""
    items = [opened(session, city, mark=f"wang-{n}") for n in range(5)]
    for item in items[1:]:
        noticed(session, city, item)
    for item in items[2:]:
        answered(session, city, item)
    rechecked(session, items[3], city.chen, mark="r3")
    filed(session, city, items[4])
    for who, place in (("chen", HOUQIAO), ("motou", MOTOU)):
        finding = found(session, city.people[who], replace(GAS, division_code=place), mark=who)
        items.append(open_item(session, finding, actor=city.people[who], now=NOW))
    return items


def seen_one_by_one(session: Session, items: list[ItemValue], actor: Actor) -> set[int]:
    seen = set()
    for item in items:
        try:
            seen.add(get_item(session, item.id, actor=actor, today=TODAY).item.id)
        except NotFound:
            continue
    return seen


def test_the_list_shows_exactly_what_the_rule_lets_one_see(session: Session, city: City) -> None:
    items = a_little_of_everything(session, city)
    sizes = {}
    for name, actor in city.people.items():
        if not actor.may(Permission.LEDGER_READ):
            with pytest.raises(Forbidden):
                list_items(session, actor=actor, today=TODAY)
            continue
        listed, total = list_items(session, actor=actor, today=TODAY)
        assert {item.id for item in listed} == seen_one_by_one(session, items, actor), name
        assert total == len(listed)
        sizes[name] = total
    assert sizes["triage"] == sizes["auditor"] == 7
    assert sizes["head"] == 6
    assert sizes["wang"] == 5
    # the own one, two that wait for a recheck, and the one already rechecked
    assert sizes["chen"] == 4
    assert sizes["motou"] == sizes["motou_head"] == 1
    assert sizes["far_triage"] == 0


def test_lists_are_cut_by_state_ledger_and_year(session: Session, city: City) -> None:
    a_little_of_everything(session, city)
    opened(session, city, UNLICENSED, mark="site")
    triage = city.triage
    assert list_items(session, actor=triage, today=TODAY, states=["rechecked"])[1] == 1
    assert list_items(session, actor=triage, today=TODAY, kind="unlicensed")[1] == 1
    assert list_items(session, actor=triage, today=TODAY, year=2025)[1] == 0
    page, total = list_items(session, actor=triage, today=TODAY, offset=6, limit=5)
    assert (len(page), total) == (2, 8)


def test_work_waits_for_whoever_takes_the_next_step(session: Session, city: City) -> None:
    a_little_of_everything(session, city)

    def work(actor: Actor) -> list[str]:
        return [one.action for one in work_of(session, actor=actor, today=TODAY)]

    assert work(city.wang) == ["rectify", "notice"]
    assert work(city.chen) == ["recheck_pass", "notice"]
    assert work(city.head) == ["recheck_pass", "strike_off"]
    assert work(city.triage) == ["coordinate"]
    assert work(city.hotline) == []


def test_work_on_letters_is_due_with_the_next_reply(session: Session, city: City) -> None:
    coordinated(session, city, filed(session, city, opened(session, city)))
    (one,) = work_of(session, actor=city.triage, today=TODAY)
    assert (one.action, one.due_on) == ("resume", TODAY + timedelta(days=11))


def test_the_detail_offers_only_what_this_person_may_do(session: Session, city: City) -> None:
    item = opened(session, city)
    noticed(session, city, item)
    actions = {
        name: get_item(session, item.id, actor=city.people[name], today=TODAY).actions
        for name in ("wang", "chen", "auditor")
    }
    assert actions["wang"] == ("rectify", "file_up")
    assert actions["chen"] == ("rectify", "recheck_pass", "recheck_fail", "file_up")
    assert actions["auditor"] == ()


def test_what_is_missing_shrinks_step_by_step(session: Session, city: City) -> None:
    item = opened(session, city, UNLICENSED)

    def missing() -> tuple[str, ...]:
        return get_item(session, item.id, actor=city.head, today=TODAY).missing

    assert missing() == ("notice", "service", "recheck", "evidence", "disposal", "children_to")
    noticed(session, city, item)
    assert missing() == ("recheck", "evidence", "disposal", "children_to")
    answered(session, city, item)
    rechecked(session, item, city.chen)
    assert missing() == ("evidence", "disposal", "children_to")


def test_the_printed_notice_says_who_what_and_by_when_without_a_fine(session: Session, city: City) -> None:
    item = opened(session, city)
    notice = noticed(session, city, item)
    document = notice_document(session, notice.id, actor=city.head, now=NOW, today=TODAY)
    assert (document.issuer, document.number) == ("博爱县教育体育局", "博教网整〔2026〕1号")
    assert (document.recipient, document.address) == ("小星芽宝贝之家", "博爱县月山镇花园村")
    assert (document.patrollers, document.due_on) == (("王海军",), DUE)
    assert document.legal_basis[0] == "《中华人民共和国消防法》"
    assert document.copies_to == ("被通知单位", "月山镇中心校", "博爱县教育体育局")
    assert (document.service, document.server) == ("当面签收", "王海军")
    assert document.to_json()["patrolled_at"] == "2026年11月23日"
    assert "罚" not in str(document.to_json())
    assert render(document).startswith(b"%PDF")


def test_a_notice_is_not_printed_for_who_may_not_see_its_item(session: Session, city: City) -> None:
    notice = noticed(session, city, opened(session, city))
    with pytest.raises(NotFound):
        notice_document(session, notice.id, actor=city.motou_head, now=NOW, today=TODAY)


def test_the_printed_ledger_holds_every_item_of_its_kind_in_order(session: Session, city: City) -> None:
    a_little_of_everything(session, city)
    opened(session, city, UNLICENSED, mark="site")
    document = ledger_document(session, kind="hazard", year=2026, actor=city.triage, now=NOW, today=TODAY)
    assert (document.title, document.unit) == ("幼儿园隐患整改台账", "博爱县教育体育局")
    assert (len(document.rows), document.open_count, document.closed_count) == (7, 7, 0)
    for half, rows, words in ((1, 0, "2026年上半年"), (2, 7, "2026年下半年")):
        of_half = ledger_document(
            session, kind="hazard", year=2026, half=half, actor=city.triage, now=NOW, today=TODAY
        )
        assert (len(of_half.rows), of_half.period) == (rows, words)
    assert document.rows[0].note == "博爱台账2026-0001，登记"
    assert document.rows[3].recheck == "陈芳：通过"
    assert document.rows[4].measures == "煤气罐已移到院外；上报备案"
    assert {row.source for row in document.rows} == {"巡查"}
    assert render(document).startswith(b"%PDF")
