"""待甄别: the pages on which quarantined reports are seen together and declined together."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import TOWNSHIP
from sqlalchemy import event, insert, select
from tips_desk_sample import Browser, Desk, tips_desk

from intake.cases.moderating import MOST
from intake.tips.models import Tip
from intake.tips.queries import thread_of

PAGE = "/office/tips/quarantine/"
DECLINE = f"{PAGE}decline"
REASON = "内容重复，看不出是哪里的什么事"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


@pytest.fixture
def triage(desk: Desk) -> Browser:
    return desk.signed_in(desk.city.triage)


def states(desk: Desk) -> list[str]:
    with desk.database.read() as session:
        return list(session.scalars(select(Tip.state).order_by(Tip.id)))


def flood(desk: Desk, many: int) -> None:
    """That many copies of one quarantined report."""
    first = desk.tip(limited=True)
    with desk.database.begin() as session:
        row = session.get(Tip, first)
        assert row is not None
        columns = {c.key: getattr(row, c.key) for c in Tip.__table__.columns if c.key != "id"}
        copies = [
            {**columns, "number": f"博爱2026-F{n:04}", "submission": f"s{n}", "code_digest": f"c{n}"}
            for n in range(many - 1)
        ]
        session.execute(insert(Tip), copies)


def test_work_list_and_tips_lead_to_the_lane_and_do_not_mix_it_in(desk: Desk, triage: Browser) -> None:
    desk.tip(division_code=TOWNSHIP)
    desk.tip(limited=True)
    for path in ("/office/work/", "/office/tips/"):
        page = triage.get(path).text
        assert "1件待甄别" in page
        assert f'href="{PAGE}"' in page
    assert "博爱2026-0002" not in triage.get("/office/work/").text
    assert "在别人手里" not in triage.get("/office/work/").text
    lane = triage.get(PAGE).text
    assert "博爱2026-0002" in lane
    assert "博爱2026-0001" not in lane
    assert "提交得太快或太多" in lane


def test_nothing_apart_is_said(desk: Desk, triage: Browser) -> None:
    assert "现在没有待甄别的举报" in triage.get(PAGE).text
    assert "去甄别" not in triage.get("/office/tips/").text


def test_only_who_may_decline_sees_the_lane(desk: Desk) -> None:
    desk.tip(limited=True)
    for person in (desk.city.wang, desk.city.head, desk.city.leader, desk.city.auditor):
        assert desk.signed_in(person).get(PAGE).status_code == 403
    assert "博爱2026-0001" not in desk.signed_in(desk.city.far_triage).get(PAGE).text


def test_declining_asks_once_more_and_tells_every_reporter(desk: Desk, triage: Browser) -> None:
    tips = [desk.tip(limited=True) for _number in range(3)]
    asked = triage.send(PAGE, {"tips": tips[:2]}, to=DECLINE)
    assert asked.status_code == 200
    assert "2件不予受理，请再看一遍" in asked.text
    assert states(desk) == ["received"] * 3
    hidden = triage.hidden(PAGE)
    fields = {"tips": tips[:2], "confirmed": "yes", "reason": REASON}
    done = triage.post(DECLINE, {"csrf_token": hidden["csrf_token"]}, fields)
    assert done.location == PAGE
    assert "2件已作不予受理" in triage.get(PAGE).text
    assert states(desk) == ["not_accepted", "not_accepted", "received"]
    with desk.database.read() as session:
        assert REASON in thread_of(session, tips[0])[-1].body
    assert desk.actions(tips[1])[-1] == "tip.decline"


def test_without_a_reason_nothing_is_done_and_the_choice_is_kept(desk: Desk, triage: Browser) -> None:
    tips = [desk.tip(limited=True) for _number in range(2)]
    token = {"csrf_token": triage.hidden(PAGE)["csrf_token"]}
    answer = triage.post(DECLINE, token, {"tips": tips, "confirmed": "yes", "reason": " "})
    assert answer.status_code == 422
    assert "请写明理由，例如“内容重复，看不出是哪里的什么事”" in answer.text
    assert all(f'name="tips" value="{tip_id}"' in answer.text for tip_id in tips)
    assert states(desk) == ["received"] * 2


def test_choosing_nothing_is_told_where_one_chooses(desk: Desk, triage: Browser) -> None:
    desk.tip(limited=True)
    answer = triage.send(PAGE, {}, to=DECLINE)
    assert answer.status_code == 422
    assert "请先勾选要一起不予受理的举报" in answer.text
    assert states(desk) == ["received"]


def test_the_whole_page_is_one_tick_and_no_more_than_the_page(desk: Desk, triage: Browser) -> None:
    flood(desk, MOST + 7)
    shown = [int(part.split('"')[0]) for part in triage.get(PAGE).text.split('name="shown" value="')[1:]]
    assert len(shown) == MOST
    token = {"csrf_token": triage.hidden(PAGE)["csrf_token"]}
    fields = {"shown": [*shown, 999_999], "all": "yes", "confirmed": "", "reason": ""}
    assert f"{MOST}件不予受理" in triage.post(DECLINE, token, fields).text


def test_a_flood_leaves_the_pages_of_triage_as_quick_as_before(desk: Desk, triage: Browser) -> None:
    desk.tip(division_code=TOWNSHIP)
    desk.tip(limited=True)
    asked: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def work_of(path: str) -> tuple[int, int]:
        asked.clear()
        page = triage.get(path)
        assert page.status_code == 200
        return len(asked), len(page.text)

    paths = ("/office/work/", "/office/tips/", PAGE)
    before = {path: work_of(path) for path in paths}
    flood(desk, 2_000)
    after = {path: work_of(path) for path in paths}
    for path in paths:
        assert after[path][0] <= before[path][0] + 2, path
    assert after["/office/work/"][1] < before["/office/work/"][1] + 100
    assert after[PAGE][1] < 120_000
    assert "2,001件待甄别" in triage.get("/office/work/").text
    assert triage.get(f"{PAGE}?page=41").status_code == 200
    assert triage.get(f"{PAGE}?page=42").status_code == 404


def test_the_lane_reads_in_english(desk: Desk, triage: Browser) -> None:
    desk.tip(limited=True)
    page = triage.get(f"/en{PAGE}").text
    assert "Reports to sift" in page
    assert "Sent too fast, or too many" in page
