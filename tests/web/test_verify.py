"""/verify: answers in words to whatever is brought, without a database, and keeps nothing."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import Reporter, World, open_world

from portal.pages.verify import LARGEST
from publishing.kernel.notes import Signer, sign_note


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def visitor(world: World) -> Reporter:
    return world.reporter()


@pytest.fixture
def file(world: World) -> str:
    """A reporter's file."""
    reporter = world.reporter()
    reporter.report()
    return reporter.get("/report/receipt.txt").get_data(as_text=True)


def note_of(file: str) -> str:
    return file.split("\n以上是签了名的回执", maxsplit=1)[0]


def told(visitor: Reporter, status: int = 200, **fields: object) -> str:
    answer = visitor.post("/verify", fields)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def test_a_pasted_note_is_right_and_says_what_it_proves(visitor: Reporter, file: str) -> None:
    page = told(visitor, note=note_of(file))
    for part in (
        "签名正确",
        "博爱2026-0001",
        "博爱县教育体育局",
        "2026年11月23日 16:36:00（北京时间）",
        "没有核对原文",
    ):
        assert part in page


def test_an_uploaded_file_is_compared_with_its_words(visitor: Reporter, file: str) -> None:
    assert "原文相符" in told(visitor, file=(io.BytesIO(file.encode()), "receipt.txt"))
    changed = file.replace("煤气罐", "煤气灶")
    page = told(visitor, file=(io.BytesIO(changed.encode()), "receipt.txt"))
    assert "签名正确" in page
    assert "原文不符" in page


def test_words_are_compared_with_a_scanned_note(visitor: Reporter, file: str) -> None:
    words = file.split("==========\n")[1]
    assert "原文相符" in told(visitor, note=note_of(file), words=words)
    assert "原文不符" in told(visitor, note=note_of(file), words=words.split("\n", 1)[1])


def test_a_changed_note_is_told_as_such(visitor: Reporter, file: str) -> None:
    page = told(visitor, note=note_of(file).replace("0001", "0002"))
    assert "签名不对" in page
    assert "签名正确" not in page


def test_a_strangers_note_is_told_as_such(visitor: Reporter, file: str) -> None:
    text = note_of(file).split("\n\n")[0] + "\n"
    forged = sign_note(text, Signer("127.0.0.1:8000/receipts", bytes(32)))
    assert "不是本站签的" in told(visitor, note=forged)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "请粘贴二维码里的文字，或者选择回执文件"),
        ("你好", "没有找到回执"),
        ("<script>alert(1)</script>", "没有找到回执"),
        ("mingyuan-receipt v1\n举报接收回执\n", "回执不完整"),
        ("\0\0\0", "请粘贴二维码里的文字，或者选择回执文件"),
    ],
)
def test_what_is_no_acknowledgement_is_answered_and_given_back(
    visitor: Reporter, file: str, given: str, said: str
) -> None:
    page = told(visitor, 422, note=given)
    assert page.count(said) == 2
    assert "<script>alert" not in page
    if given and "\0" not in given:
        assert given.split("\n", maxsplit=1)[0].replace("<", "&lt;").replace(">", "&gt;") in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "这是PDF"),
        (b"\x89PNG\r\n\x1a\n", "这是图片"),
        (b"PK\x03\x04\x00", "这不是文字文件"),
        (b"", "没有找到回执"),
        (b"x" * (LARGEST + 1), "文件太大"),
        (b"x" * 450_000, "文件太大"),
    ],
)
def test_other_files_are_answered(visitor: Reporter, data: bytes, said: str) -> None:
    answer = visitor.post("/verify", {"file": (io.BytesIO(data), "a.pdf")})
    assert answer.status_code in (413, 422)
    assert said in answer.get_data(as_text=True)


def test_it_needs_no_database_and_logs_nothing(
    world: World,
    visitor: Reporter,
    file: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def gone() -> None:
        raise AssertionError("the database was asked")

    # of this application alone: others of the same run may be at work
    monkeypatch.setattr(world.database, "read", gone)
    monkeypatch.setattr(world.database, "begin", gone)
    caplog.set_level(logging.DEBUG)
    assert "原文相符" in told(visitor, note=file)
    assert "0001" not in caplog.text
    assert visitor.get("/verify").headers["Cache-Control"] == "no-store"


def test_nothing_is_examined_from_an_address(visitor: Reporter, file: str) -> None:
    page = visitor.get("/verify", query={"note": note_of(file)}).get_data(as_text=True)
    assert "签名正确" not in page
    assert "博爱2026-0001" not in page


def test_before_the_first_acknowledgement_the_page_says_that_there_is_no_key(visitor: Reporter) -> None:
    assert "本站还没有签过回执" in visitor.text("/verify")
    assert visitor.text("/verify/keys.txt") == ""


def test_the_english_page_answers_in_english(visitor: Reporter, file: str) -> None:
    answer = visitor.post("/en/verify", {"note": file})
    page = answer.get_data(as_text=True)
    assert "The signature is right" in page
    assert "The words fit." in page
    assert "23 November 2026 16:36:00 (Beijing time)" in page


def test_it_is_reached_from_every_public_page(visitor: Reporter) -> None:
    assert 'href="/verify"' in visitor.text("/about/")
