"""Each step of the 台账: what it keeps, what it refuses, what it writes into the audit log."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_steps import (
    DUE,
    GAS,
    NOTICE,
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

from intake.grid.leaving import record_leave
from intake.ledger.answering import record_answer
from intake.ledger.coordinating import LetterForm, coordinate, hand_over, reply_received, resume, write_again
from intake.ledger.filing import file_up
from intake.ledger.noticing import NoticeForm, issue_notice
from intake.ledger.opening import open_item
from intake.ledger.queries import get_item, work_of
from intake.ledger.rechecking import RecheckForm, recheck
from intake.ledger.relapses import found_since, struck_off_before, suspected
from intake.ledger.relapsing import relapse
from intake.ledger.striking_off import strike_off
from intake.ledger.values import ItemDetail, ItemValue
from intake.patrols.queries import visit_value
from publishing.kernel.audit import entries_of, verify
from publishing.kernel.errors import (
    Forbidden,
    Invalid,
    MissingFacts,
    NotFound,
    SamePerson,
    StaleForm,
    WrongState,
)
from publishing.kernel.identity import SYSTEM


def detail(session: Session, city: City, item: ItemValue) -> ItemDetail:
    return get_item(session, item.id, actor=city.triage, today=TODAY)


def struck(session: Session, city: City, item: ItemValue, **said: str) -> ItemValue:
    given = {"evidence": "复查照片与签字", **said}
    return strike_off(session, item.id, **given, actor=city.head, now=NOW, today=TODAY)  # type: ignore[arg-type]


def ready(session: Session, city: City, *, mark: str = "visit", unlicensed: bool = False) -> ItemValue:
    item = opened(session, city, UNLICENSED if unlicensed else GAS, mark=mark)
    noticed(session, city, item)
    answered(session, city, item)
    return rechecked(session, item, city.chen, mark=f"{mark}-recheck")


# opening


def test_a_finding_opens_a_numbered_item_of_its_ledger(session: Session, city: City) -> None:
    item = opened(session, city)
    assert item.number == "博爱台账2026-0001"
    assert (item.state, item.kind, item.source, item.severity) == ("opened", "hazard", "patrol", "major")
    assert (item.handled_by, item.grid_id, item.found_on) == ("王海军", city.grids["wang"], TODAY)


def test_numbers_run_on_in_a_county(session: Session, city: City) -> None:
    second = replace(GAS, division_code=MOTOU)
    opened(session, city)
    finding = found(session, city.motou, second, mark="motou")
    assert open_item(session, finding, actor=city.motou, now=NOW).number == "博爱台账2026-0002"


def test_opening_the_same_finding_again_gives_the_same_item(session: Session, city: City) -> None:
    item = opened(session, city)
    assert open_item(session, item.finding_id, actor=city.wang, now=NOW) == item


def test_an_unlicensed_site_goes_into_the_other_ledger(session: Session, city: City) -> None:
    assert opened(session, city, UNLICENSED).kind == "unlicensed"


# notice


def test_a_notice_has_a_number_and_a_due_date(session: Session, city: City) -> None:
    item = opened(session, city)
    notice = noticed(session, city, item)
    assert notice.number == "博教网整〔2026〕1号"
    assert (notice.due_on, notice.issued_on) == (DUE, TODAY)
    assert notice.recheck_on == date(2026, 12, 4)  # five working days after the day that it sets
    now = detail(session, city, item)
    assert (now.item.state, now.item.due_on) == ("notice_issued", DUE)
    assert now.notices == (notice,)


@pytest.mark.parametrize(
    ("form", "field", "reason"),
    [
        (replace(NOTICE, due_on=TODAY - timedelta(days=1)), "due_on", "past"),
        (replace(NOTICE, recheck_on=DUE - timedelta(days=1)), "recheck_on", "before_due"),
        (replace(NOTICE, addressee=" "), "addressee", "required"),
        (replace(NOTICE, problems=()), "problems", "required"),
        (replace(NOTICE, requirements=(" ",)), "requirements", "required"),
        (replace(NOTICE, service="shouted"), "service", "unknown"),
        (replace(NOTICE, service="refused"), "service_note", "required"),
    ],
)
def test_a_notice_that_lacks_something_takes_no_number(
    session: Session, city: City, form: NoticeForm, field: str, reason: str
) -> None:
    item = opened(session, city)
    with pytest.raises(Invalid) as refused:
        noticed(session, city, item, form)
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)
    assert noticed(session, city, item).number == "博教网整〔2026〕1号"


def test_a_notice_is_due_today_at_the_earliest(session: Session, city: City) -> None:
    assert noticed(session, city, opened(session, city), replace(NOTICE, due_on=TODAY)).due_on == TODAY


def test_a_stale_form_is_refused(session: Session, city: City) -> None:
    item = opened(session, city)
    noticed(session, city, item)
    with pytest.raises(StaleForm):
        record_answer(session, item.id, "已改", version=item.version, actor=city.wang, now=NOW, today=TODAY)


def test_a_step_out_of_order_is_refused(session: Session, city: City) -> None:
    with pytest.raises(WrongState):
        answered(session, city, opened(session, city))


def test_the_operators_words_stay_out_of_the_audit_log(session: Session, city: City) -> None:
    item = opened(session, city)
    noticed(session, city, item)
    assert answered(session, city, item).operator_answer == "煤气罐已移到院外"
    assert "煤气罐已移到院外" not in str(entries_of(session, f"ledger:{item.id}"))


# recheck


def test_a_recheck_is_a_visit_by_another_officer(session: Session, city: City) -> None:
    item = ready(session, city)
    (done,) = detail(session, city, item).rechecks
    visit = visit_value(session, done.visit_id)
    assert (item.state, done.passed, done.rechecked_by) == ("rechecked", True, "陈芳")
    assert (visit.kind, visit.found_nothing, visit.visited_by) == ("recheck", True, "陈芳")


def test_the_officer_who_follows_it_may_not_recheck(session: Session, city: City) -> None:
    item = opened(session, city)
    noticed(session, city, item)
    with pytest.raises(SamePerson):
        rechecked(session, item, city.wang)


def test_the_same_recheck_sent_twice_counts_once(session: Session, city: City) -> None:
    item = ready(session, city)
    again = rechecked(session, item, city.chen, mark="visit-recheck")
    assert (again.state, len(detail(session, city, item).rechecks)) == ("rechecked", 1)


def test_a_failed_recheck_keeps_what_is_still_wrong_and_asks_for_a_new_notice(
    session: Session, city: City
) -> None:
    item = opened(session, city)
    noticed(session, city, item)
    failed = rechecked(session, item, city.chen, passed=False)
    (done,) = detail(session, city, item).rechecks
    visit = visit_value(session, done.visit_id)
    assert failed.state == "rechecked_failed"
    assert [finding.description for finding in visit.findings] == ["煤气罐仍在过道"]
    assert noticed(session, city, item).number == "博教网整〔2026〕2号"


def test_a_recheck_before_the_notice_is_refused(session: Session, city: City) -> None:
    item = opened(session, city)
    noticed(session, city, item)
    form = RecheckForm(
        submission="r", visited_on=TODAY - timedelta(days=1), passed=True, evidence="通道已清空"
    )
    with pytest.raises(Invalid, match="before_notice"):
        recheck(session, item.id, form, actor=city.chen, now=NOW, today=TODAY)


def test_what_has_no_notice_cannot_pass_a_recheck(session: Session, city: City) -> None:
    item = filed(session, city, opened(session, city))
    coordinated(session, city, item)
    resume(session, item.id, actor=city.triage, now=NOW, today=TODAY)
    with pytest.raises(MissingFacts) as refused:
        rechecked(session, item, city.chen)
    assert refused.value.values["facts"] == ("notice",)
    assert rechecked(session, item, city.chen, passed=False).state == "rechecked_failed"


# filing up and coordination


def test_filing_up_as_major_makes_the_item_major(session: Session, city: City) -> None:
    item = opened(session, city, UNLICENSED)
    assert detail(session, city, item).file_up == ""
    raised = filed(session, city, item)
    assert (raised.state, raised.filing_reason, raised.severity) == ("filed_up", "major", "major")


def test_a_major_hazard_asks_to_be_filed_up_until_it_is(session: Session, city: City) -> None:
    item = opened(session, city)
    assert detail(session, city, item).file_up == "major"
    filed(session, city, item)
    assert detail(session, city, item).file_up == ""


def test_filing_up_needs_one_of_two_reasons(session: Session, city: City) -> None:
    item = opened(session, city)
    with pytest.raises(Invalid, match="reason"):
        file_up(session, item.id, "busy", actor=city.wang, now=NOW, today=TODAY)


def test_letters_have_due_dates_and_replies(session: Session, city: City) -> None:
    item = coordinated(session, city, filed(session, city, opened(session, city)))
    (letter,) = detail(session, city, item).letters
    assert (item.state, letter.department, letter.sent_on) == ("coordinating", "消防救援大队", TODAY)
    reply = reply_received(
        session, letter.id, "已派员检查", replied_on=TODAY, actor=city.triage, now=NOW, today=TODAY
    )
    assert (reply.replied_on, reply.reply) == (TODAY, "已派员检查")
    with pytest.raises(Invalid, match="recorded"):
        reply_received(session, letter.id, "又回", replied_on=TODAY, actor=city.triage, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("letters", "field", "reason"),
    [
        ((), "letters", "required"),
        ((LetterForm(department="", reply_due_on=DUE),), "letters-0-department", "required"),
        (
            (LetterForm(department="公安局", reply_due_on=date(2026, 11, 1)),),
            "letters-0-reply_due_on",
            "past",
        ),
        (
            (LetterForm(department="公安局", reply_due_on=DUE),) * 2,
            "letters-1-department",
            "twice",
        ),
    ],
)
def test_letters_that_lack_something_are_refused(
    session: Session, city: City, letters: tuple[LetterForm, ...], field: str, reason: str
) -> None:
    item = filed(session, city, opened(session, city))
    with pytest.raises(Invalid) as refused:
        coordinate(session, item.id, letters, actor=city.triage, now=NOW, today=TODAY)
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)


def test_only_the_county_coordinates(session: Session, city: City) -> None:
    item = filed(session, city, opened(session, city))
    letters = (LetterForm(department="公安局", reply_due_on=DUE),)
    with pytest.raises(Forbidden):
        coordinate(session, item.id, letters, actor=city.head, now=NOW, today=TODAY)


def test_handing_over_keeps_authority_and_receipt(session: Session, city: City) -> None:
    item = filed(session, city, opened(session, city))
    done = hand_over(
        session,
        item.id,
        authority="博爱县公安局",
        receipt="接收单12号",
        actor=city.triage,
        now=NOW,
        today=TODAY,
    )
    assert (done.state, done.handed_to, done.hand_over_receipt) == (
        "handed_over",
        "博爱县公安局",
        "接收单12号",
    )


def test_resuming_gives_the_item_back_with_a_new_due_date(session: Session, city: City) -> None:
    item = coordinated(session, city, filed(session, city, opened(session, city)))
    later = DUE + timedelta(days=30)
    back = resume(session, item.id, due_on=later, actor=city.leader, now=NOW, today=TODAY)
    assert (back.state, back.due_on) == ("rectifying", later)


# striking off


def test_a_hazard_is_struck_off_with_evidence(session: Session, city: City) -> None:
    item = struck(session, city, ready(session, city))
    assert (item.state, item.struck_off_by_id, item.struck_off_on) == (
        "closed_out",
        city.head.user_id,
        TODAY,
    )


def test_striking_off_without_evidence_says_what_is_missing(session: Session, city: City) -> None:
    item = ready(session, city)
    with pytest.raises(MissingFacts) as refused:
        struck(session, city, item, evidence=" ")
    assert refused.value.values["facts"] == ("evidence",)


def test_an_unlicensed_site_needs_a_disposal_and_a_place_for_the_children(
    session: Session, city: City
) -> None:
    item = ready(session, city, unlicensed=True)
    with pytest.raises(MissingFacts) as refused:
        struck(session, city, item)
    assert refused.value.values["facts"] == ("disposal", "children_to")
    done = struck(session, city, item, disposal="ban", children_to="月山镇中心幼儿园")
    assert (done.state, done.disposal) == ("closed_out", "ban")


@pytest.mark.parametrize(("disposal", "reason"), [("fine", "unknown"), ("ban", "not_for_hazard")])
def test_a_disposal_is_one_of_four_and_for_unlicensed_sites(
    session: Session, city: City, disposal: str, reason: str
) -> None:
    item = ready(session, city)
    with pytest.raises(Invalid) as refused:
        struck(session, city, item, disposal=disposal)
    assert refused.value.values["reason"] == reason


def test_a_supervisor_does_not_strike_off(session: Session, city: City) -> None:
    item = ready(session, city)
    with pytest.raises(Forbidden):
        strike_off(session, item.id, evidence="照片", actor=city.wang, now=NOW, today=TODAY)


# relapse


def test_a_relapse_links_the_new_item_to_the_old(session: Session, city: City) -> None:
    old = struck(session, city, ready(session, city))
    new = opened(session, city, mark="again")
    assert [item.id for item in struck_off_before(session, new.id)] == [old.id]
    linked = relapse(session, old.id, finding_id=new.finding_id, actor=city.wang, now=NOW, today=TODAY)
    assert (linked.id, linked.state, linked.relapse_of_id) == (new.id, "opened", old.id)
    assert detail(session, city, old).item.state == "relapsed"


@pytest.mark.parametrize(
    ("change", "suspect"),
    [
        ({"premises": "小星芽 宝贝之家"}, True),
        ({"premises": "村西小院", "division_code": HOUQIAO}, False),
        ({"premises": "村西小院", "division_code": HOUQIAO, "operator": "张 秀兰"}, True),
        ({"premises": "村西小院", "division_code": HOUQIAO, "operator": "李秀兰"}, False),
        ({"premises": "村西小院", "kindergarten_id": "k1"}, True),
        ({"premises": "小星芽宝贝之家", "category": "food"}, False),
    ],
)
def test_a_relapse_is_suspected_by_premises_kindergarten_or_operator(
    session: Session, city: City, change: dict[str, str], suspect: bool
) -> None:
    first = replace(UNLICENSED, operator="张秀兰", kindergarten_id="k1")
    old = opened(session, city, first)
    noticed(session, city, old)
    rechecked(session, old, city.chen)
    strike_off(
        session,
        old.id,
        evidence="照片",
        disposal="ban",
        children_to="已转入中心园",
        actor=city.head,
        now=NOW,
        today=TODAY,
    )
    again = replace(first, **{"operator": "", "kindergarten_id": None, **change})  # type: ignore[arg-type]
    new = open_item(session, found(session, city.wang, again, mark="again"), actor=city.wang, now=NOW)
    assert [item.id for item in struck_off_before(session, new.id)] == ([old.id] if suspect else [])
    assert [item.id for item in suspected(session, actor=city.triage, today=TODAY)] == (
        [new.id] if suspect else []
    )
    since = found_since(session, old.id, actor=city.triage, today=TODAY)
    expected = suspect or change.get("division_code") is None
    assert [item.id for item in since] == ([new.id] if expected and new.kind == old.kind else [])


def test_a_relapse_opens_the_item_where_none_is_open_yet(session: Session, city: City) -> None:
    old = struck(session, city, ready(session, city))
    finding = found(session, city.wang, mark="again")
    linked = relapse(session, old.id, finding_id=finding, actor=city.wang, now=NOW, today=TODAY)
    assert (linked.finding_id, linked.relapse_of_id) == (finding, old.id)


def test_what_was_found_before_the_strike_off_is_no_relapse(session: Session, city: City) -> None:
    earlier = found(session, city.wang, mark="earlier", on=TODAY - timedelta(days=3))
    old = struck(session, city, ready(session, city))
    with pytest.raises(Invalid, match="earlier"):
        relapse(session, old.id, finding_id=earlier, actor=city.wang, now=NOW, today=TODAY)
    with pytest.raises(Invalid, match="same"):
        relapse(session, old.id, finding_id=old.finding_id, actor=city.wang, now=NOW, today=TODAY)


def test_an_unknown_finding_is_no_relapse(session: Session, city: City) -> None:
    old = struck(session, city, ready(session, city))
    with pytest.raises(NotFound):
        relapse(session, old.id, finding_id=999, actor=city.wang, now=NOW, today=TODAY)


# audit


def test_every_step_leaves_an_audit_row_and_the_chain_holds(session: Session, city: City) -> None:
    item = struck(session, city, ready(session, city))
    steps = [(entry.action, entry.details.get("to")) for entry in entries_of(session, f"ledger:{item.id}")]
    assert steps == [
        ("ledger.open", "opened"),
        ("ledger.notice", "notice_issued"),
        ("ledger.rectify", "rectifying"),
        ("ledger.recheck_pass", "rechecked"),
        ("ledger.strike_off", "closed_out"),
    ]
    assert verify(session).broken_at is None


def test_issuing_needs_an_item_that_one_may_see(session: Session, city: City) -> None:
    item = opened(session, city)
    for blind in (city.chen, city.motou, city.motou_head, city.far_triage):
        with pytest.raises(NotFound):
            issue_notice(session, item.id, NOTICE, actor=blind, now=NOW, today=TODAY)


# service, dates, further letters, stand-ins


def test_a_refused_notice_names_a_witness_and_how_it_was_left(session: Session, city: City) -> None:
    item = opened(session, city)
    refused = replace(NOTICE, service="refused", service_note="留在门卫室", witness="村委会主任李国强")
    for change in ({"witness": " "}, {"service_note": ""}, {"witness": "长" * 201}):
        with pytest.raises(Invalid):
            noticed(session, city, item, replace(refused, **change))  # type: ignore[arg-type]
    issued = noticed(session, city, item, refused)
    assert (issued.service, issued.witness) == ("refused", "村委会主任李国强")


def test_numbers_of_notices_run_on_in_a_county_and_begin_anew_with_the_year(
    session: Session, city: City
) -> None:
    numbers = [noticed(session, city, opened(session, city, mark=f"{n}")).number for n in range(2)]
    later = opened(session, city, mark="later")
    form = replace(NOTICE, due_on=date(2027, 1, 20))
    next_year = issue_notice(session, later.id, form, actor=city.wang, now=NOW, today=date(2027, 1, 4)).number
    assert numbers == ["博教网整〔2026〕1号", "博教网整〔2026〕2号"]
    assert next_year == "博教网整〔2027〕1号"


def test_who_issued_the_notice_does_not_recheck_it(session: Session, city: City) -> None:
    item = opened(session, city)
    issue_notice(session, item.id, NOTICE, actor=city.head, now=NOW, today=TODAY)
    with pytest.raises(SamePerson):
        rechecked(session, item, city.head)
    assert "recheck_pass" not in get_item(session, item.id, actor=city.head, today=TODAY).actions
    assert rechecked(session, item, city.chen).state == "rechecked"


def test_the_days_of_filing_up_and_handing_over_are_kept(session: Session, city: City) -> None:
    item = filed(session, city, opened(session, city))
    assert item.filed_on == TODAY
    handed = hand_over(
        session, item.id, authority="公安局", receipt="1号", actor=city.triage, now=NOW, today=TODAY
    )
    assert handed.handed_on == TODAY


def test_a_department_is_written_to_again_once_it_has_answered(session: Session, city: City) -> None:
    item = coordinated(session, city, filed(session, city, opened(session, city)))
    again = (LetterForm(department="消防救援大队", reply_due_on=TODAY + timedelta(days=20)),)
    given = {"actor": city.triage, "now": NOW, "today": TODAY}
    with pytest.raises(Invalid, match="waiting"):
        write_again(session, item.id, again, **given)  # type: ignore[arg-type]
    late = (LetterForm(department="公安局", reply_due_on=TODAY - timedelta(days=1)),)
    with pytest.raises(Invalid, match="past"):
        write_again(session, item.id, late, **given)  # type: ignore[arg-type]
    reply_received(session, 1, "已检查", replied_on=TODAY, **given)  # type: ignore[arg-type]
    written = write_again(session, item.id, again, version=item.version, **given)  # type: ignore[arg-type]
    assert written.state == "coordinating"
    assert len(detail(session, city, item).letters) == 2
    # a colleague who saw the page before the second letter does not send it once more
    other = (LetterForm(department="民政局", reply_due_on=TODAY + timedelta(days=20)),)
    with pytest.raises(StaleForm):
        write_again(session, item.id, other, version=item.version, **given)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        write_again(session, item.id, again, actor=city.head, now=NOW, today=TODAY)


def test_a_deputy_acts_for_a_colleague_on_leave_and_has_no_rights_before_and_after(
    session: Session, city: City
) -> None:
    item = opened(session, city)
    with pytest.raises(NotFound):
        issue_notice(session, item.id, NOTICE, actor=city.chen, now=NOW, today=TODAY)
    assert [one.item.id for one in work_of(session, actor=city.chen, today=TODAY)] == []
    record_leave(
        session,
        city.wang.user_id or 0,
        starts_on=TODAY,
        ends_on=TODAY,
        cover_id=city.chen.user_id,
        actor=SYSTEM,
        now=NOW,
    )
    (waiting,) = work_of(session, actor=city.chen, today=TODAY)
    assert (waiting.item.id, waiting.action) == (item.id, "notice")
    issue_notice(session, item.id, NOTICE, actor=city.chen, now=NOW, today=TODAY)
    # whoever stood in does not recheck the own notice
    with pytest.raises(SamePerson):
        rechecked(session, item, city.chen)
    assert rechecked(session, item, city.head).state == "rechecked"


@pytest.mark.parametrize("state", ["closed_out", "relapsed", "handed_over"])
def test_no_notice_goes_to_what_was_struck_off_or_handed_over(
    session: Session, city: City, state: str
) -> None:
    if state == "handed_over":
        item = filed(session, city, opened(session, city))
        hand_over(
            session, item.id, authority="公安局", receipt="1号", actor=city.triage, now=NOW, today=TODAY
        )
    else:
        item = struck(session, city, ready(session, city))
    if state == "relapsed":
        again = found(session, city.wang, mark="again")
        relapse(session, item.id, finding_id=again, actor=city.wang, now=NOW, today=TODAY)
    with pytest.raises(WrongState) as refused:
        issue_notice(session, item.id, NOTICE, actor=city.wang, now=NOW, today=TODAY)
    assert refused.value.values["state"] == state
