"""Sending: once, whatever happens; suspicious reports are received and wait; nothing leaks."""

import base64
import logging
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from report_sample import BOAI, PASSPHRASE, WHERE, Reporter, World, open_world

from intake.custody.unlocking import unlock
from intake.tips.unsealing import unseal


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    return world.reporter()


def test_sending_twice_shows_one_code_and_makes_one_tip(world: World, reporter: Reporter) -> None:
    reporter.fill()
    page = reporter.text("/report/check")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    for _tap in range(2):
        again = reporter.client.post("/report/check", data={"csrf_token": token[1]})
        assert (again.status_code, again.location) == (303, "/report/sent")
    assert reporter.code() == reporter.code()
    assert world.tips() == 1


def test_two_taps_at_the_same_moment_make_one_tip(world: World, reporter: Reporter) -> None:
    reporter.fill()
    page = reporter.text("/report/check")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    other = world.reporter()
    for name in ("draft", "form"):
        cookie = reporter.client.get_cookie(name)
        assert cookie is not None
        other.client.set_cookie(name, cookie.value)
    with ThreadPoolExecutor(2) as taps:
        sending = [
            taps.submit(each.client.post, "/report/check", data={"csrf_token": token[1]})
            for each in (reporter, other)
        ]
        assert [answer.result().location for answer in sending] == ["/report/sent"] * 2
    assert reporter.code() == other.code()
    assert world.tips() == 1


@pytest.mark.parametrize("path", ["what", "where", "seen", "check"])
def test_going_back_after_sending_leads_to_the_receipt(world: World, reporter: Reporter, path: str) -> None:
    reporter.report()
    assert reporter.get(f"/report/{path}").location == "/report/sent"
    assert world.tips() == 1


def test_a_second_report_from_the_same_browser_is_a_second_tip(world: World, reporter: Reporter) -> None:
    first = reporter.report()
    assert "再看一次查询码" in reporter.text("/report/")
    second = reporter.report(text="另一家，在集市东头，厨房很脏")
    assert first != second
    assert world.tips() == 2


def test_the_receipt_tells_real_days(reporter: Reporter) -> None:
    reporter.report(where={"county": BOAI, "town": "", "detail": "集市东头"}, categories=["food"])
    page = reporter.text("/report/sent")
    assert "已经送到博爱县教育体育局" in page
    assert "11月30日前（5个工作日内）" in page
    assert "2027年1月22日前" in page


def test_the_code_typed_back_wrongly_is_told_and_still_shown(reporter: Reporter) -> None:
    code = reporter.report()
    other = "1" + code[1:] if code[0] != "1" else "2" + code[1:]
    answer = reporter.post("/report/sent", {"code": other})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("查询码有一位抄错了，在第1组，请对照上面的改") == 2
    assert code in page


def test_two_wrong_groups_are_both_named(reporter: Reporter) -> None:
    code = reporter.report()
    flip = str.maketrans("0123456789", "1234567890")
    other = f"{code[:4].translate(flip)}{code[4:-4]}{code[-4:].translate(flip)}"
    page = reporter.post("/report/sent", {"code": other}).get_data(as_text=True)
    assert page.count("和上面的查询码不一样：第1组、第6组。请对照着改") == 2


@pytest.mark.parametrize("separator", ["", " ", "－"])
def test_the_code_typed_back_rightly_ends_showing_it(reporter: Reporter, separator: str) -> None:
    code = reporter.report()
    answer = reporter.post("/report/sent", {"code": code.replace(" ", separator)})
    assert answer.location == "/report/noted?why=right"
    assert reporter.client.get_cookie("draft") is None
    assert code not in reporter.text(answer.location)
    assert reporter.get("/report/sent").location == "/report/?anew=1"


def test_saying_that_it_is_written_down_ends_showing_it(reporter: Reporter) -> None:
    code = reporter.report()
    answer = reporter.post("/report/noted", page="/report/sent")
    assert reporter.client.get_cookie("draft") is None
    assert code not in reporter.text(answer.location)


def test_after_half_an_hour_the_code_is_shown_no_more(world: World, reporter: Reporter) -> None:
    reporter.report()
    world.pass_time(minutes=31)
    answer = reporter.get("/report/sent")
    assert answer.location == "/report/noted?why=late"
    assert reporter.client.get_cookie("draft") is None


def test_a_filled_trap_makes_the_report_wait(world: World, reporter: Reporter) -> None:
    reporter.fill()
    assert reporter.send(website="https://example.com/").location == "/report/sent"
    assert (world.tip().state, world.tip().hold) == ("received", "over_limit")


def test_a_form_sent_within_seconds_makes_the_report_wait(world: World, reporter: Reporter) -> None:
    reporter.fill()
    world.pass_time(minutes=-4)
    assert reporter.send().location == "/report/sent"
    assert world.tip().hold == "over_limit"


def test_over_the_limit_a_report_is_still_received(world: World) -> None:
    for _number in range(6):
        world.reporter().report()
    holds = [tip.hold for tip in world.all_tips()]
    assert holds == [""] * 5 + ["over_limit"]


def test_the_code_is_on_the_receipt_and_nowhere_else(
    world: World, reporter: Reporter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = reporter.report()
    reporter.post("/report/sent", {"code": code})
    reporter.follow(code)
    reporter.text("/follow-up/view")
    for answer in reporter.answers:
        told = answer.location or ""
        told += "".join(answer.headers.getlist("Set-Cookie"))
        if answer.request.path != "/report/sent":
            told += answer.get_data(as_text=True)
        for form in (code, code.replace(" ", "")):
            assert form not in told, answer.request.path
            assert form not in caplog.text
    assert code.replace(" ", "") not in dump(world)


def test_addresses_hold_neither_answers_nor_tokens(reporter: Reporter) -> None:
    reporter.report(contact={"contact_name": "张三丰", "contact": "13812340000"})
    addresses = {answer.location for answer in reporter.answers if answer.location}
    assert all(re.fullmatch(r"/report/\w*(/\w+)?(\?(first|then|anew|why)=\w+)?", a) for a in addresses)


def test_cookies_hold_a_random_token_only_and_end_with_the_browser(reporter: Reporter) -> None:
    reporter.fill(contact={"contact_name": "张三丰", "contact": "13812340000"})
    cookie = reporter.client.get_cookie("draft")
    assert cookie is not None
    assert re.fullmatch(r"[\w-]{43}\.\d{10}\.[0-9a-f]{32}", cookie.value)
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.expires is None
    assert cookie.max_age is None


def test_a_token_that_is_not_ours_opens_nothing(reporter: Reporter) -> None:
    reporter.fill()
    cookie = reporter.client.get_cookie("draft")
    assert cookie is not None
    reporter.client.set_cookie("draft", cookie.value[:-1] + ("0" if cookie.value[-1] != "0" else "1"))
    assert reporter.get("/report/check").location == "/report/?anew=1"


def dump(world: World) -> str:
    """Everything that the database holds, binary columns in hex, and its files as they lie on the disk."""
    connection = sqlite3.connect(world.settings.home / "test.sqlite3")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    text = "\n".join(connection.iterdump())
    connection.close()
    raw = (world.settings.home / "test.sqlite3").read_bytes()
    return text + raw.decode("utf-8", "replace") + raw.hex()


def encodings(word: str) -> list[str]:
    """A word as it could lie about."""
    utf8, wide = word.encode(), word.encode("utf-16-le")
    escaped = word.encode("unicode_escape").decode()
    coded = [base64.b64encode(utf8).decode().rstrip("=")[:-1], utf8.hex(), wide.hex(), wide.hex().upper()]
    return [word, escaped, utf8.hex().upper(), *coded]


def test_a_draft_cannot_be_read_from_the_database(world: World, reporter: Reporter) -> None:
    reporter.fill(
        contact={"contact_name": "欧阳铁柱", "contact": "13898765432"}, text="院里养着三只大鹅，吓着孩子"
    )
    held = dump(world)
    for word in ("欧阳铁柱", "13898765432", "三只大鹅", "小星芽宝贝之家"):
        for form in encodings(word):
            assert form not in held, (word, form)


def test_a_contact_is_sealed_and_only_the_passphrase_opens_it(world: World, reporter: Reporter) -> None:
    reporter.report(contact={"contact_name": "欧阳铁柱", "contact": "13898765432"})
    held = dump(world)
    for word in ("欧阳铁柱", "13898765432"):
        for form in encodings(word):
            assert form not in held, (word, form)
    custodian = world.people["custodian"]
    with world.database.begin() as session:
        opened = unseal(
            session,
            world.tip().id,
            keyring=unlock(session, PASSPHRASE, actor=custodian.actor(), now=world.now),
            cause="contact",
            reason="当面核实情况",
            form="once",
            actor=custodian.actor(),
            now=world.now,
        )
    assert (opened.name, opened.contact) == ("欧阳铁柱", "13898765432")


def test_after_sending_the_draft_is_gone(world: World, reporter: Reporter) -> None:
    reporter.report()
    connection = sqlite3.connect(world.settings.home / "test.sqlite3")
    assert connection.execute("SELECT count(*) FROM tip_drafts").fetchone() == (0,)
    connection.close()


def test_harm_to_a_child_goes_to_the_county_and_says_today(world: World, reporter: Reporter) -> None:
    reporter.report(categories=["child_harm"])
    assert "当天就有人处理" in reporter.text("/report/sent")
    assert world.tip().hold == "harm"


def test_a_place_with_several_meanings_is_asked_about(world: World, reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    asked = reporter.post("/report/where", {**WHERE, "town": "磨头"})
    assert asked.location == "/report/where/which"
    page = reporter.text("/report/where/which")
    for choice in ("博爱县 磨头镇 磨头村", "博爱县 磨头镇", "都不是，我从名单里选", "不知道"):
        assert choice in page
    assert reporter.post("/report/where/which", {}).status_code == 422
    assert reporter.post("/report/where/which", {"place": "unknown"}).location == "/report/seen"
    reporter.post("/report/seen", {"text": "厨房很脏"})
    world.pass_time(minutes=3)
    reporter.send()
    assert (world.tip().place_certainty, world.tip().hold) == ("ambiguous", "place")


def test_a_candidate_that_was_chosen_is_the_place(world: World, reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", {**WHERE, "town": "磨头"})
    page = reporter.text("/report/where/which")
    village = re.search(r'value="(\d{12})"[^>]*>\s*<label[^>]*>\s*博爱县 磨头镇 磨头村', page)
    assert village is not None
    assert reporter.post("/report/where/which", {"place": village[1]}).location == "/report/seen"
    reporter.post("/report/seen", {"text": "厨房很脏"})
    world.pass_time(minutes=3)
    reporter.send()
    assert (world.tip().place_certainty, world.tip().division_code) == ("chosen", village[1])


def test_a_place_that_nobody_knows_goes_to_the_city(world: World, reporter: Reporter) -> None:
    reporter.report(where={"county": "unknown", "town": "", "detail": "路过看到的，记不清了"})
    assert (world.tip().place_certainty, world.tip().division_code) == ("unknown", "410800000000")
    assert "先核对地点" in reporter.text("/report/sent")


def test_the_acknowledgement_names_the_report_and_neither_code_nor_reporter(
    reporter: Reporter, pdftotext: str, tmp_path: Path
) -> None:
    code = reporter.report()
    page = reporter.text("/report/sent")
    answer = reporter.get("/report/receipt.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    file = tmp_path / "receipt.pdf"
    file.write_bytes(answer.data)
    read = subprocess.run([pdftotext, file, "-"], capture_output=True, check=True, text=True).stdout
    number = re.search(r"博爱2026-\d{4}", page)
    assert number is not None
    assert number[0] in read
    assert "前告诉您办理结果" in read
    assert code not in read
    assert code.replace(" ", "") not in read.replace(" ", "")


def test_there_is_no_acknowledgement_without_a_report(world: World) -> None:
    answer = world.reporter().get("/report/receipt.pdf")
    assert answer.status_code == 303
    assert answer.location == "/report/?anew=1"


def test_places_of_one_name_stand_together_and_are_counted(world: World, reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", {**WHERE, "county": "unknown", "town": "王庄村"})
    page = reporter.text("/report/where/which")
    assert "叫王庄村的有2处。" in page
    order = ("博爱县 清化镇 王庄村", "武陟县 詹店镇 王庄村", "名称相近的", "小王庄村", "或者", "不知道")
    places = [page.rindex(words) for words in order]
    assert places == sorted(places)
