"""回执: what a reporter takes home, read back and checked with programs that are not ours."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import Reporter, World, open_world

from intake.tips.acknowledging import rotate_key


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path / "home") as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    return world.reporter()


def file_of(reporter: Reporter, path: str = "/report/receipt.txt") -> str:
    """The reporter's file."""
    answer = reporter.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=receipt.txt"
    return answer.get_data(as_text=True)


def scanned(reporter: Reporter, path: str, folder: Path, programs: tuple[str, str]) -> str:
    """What a scanner finds on the paper."""
    pdftoppm, zbarimg = programs
    (folder / "receipt.pdf").write_bytes(reporter.get(path).data)
    command = [
        pdftoppm,
        "-r",
        "150",
        "-gray",
        "-png",
        "-singlefile",
        folder / "receipt.pdf",
        folder / "paper",
    ]
    subprocess.run(command, check=True, capture_output=True)
    read = subprocess.run([zbarimg, "--raw", "-q", folder / "paper.png"], check=True, capture_output=True)
    return read.stdout.decode()


def shown_commands(reporter: Reporter, name: str) -> str:
    """Commands as /about/receipts shows them."""
    page = reporter.text("/about/receipts")
    found = re.search(rf'<pre class="ming-pre" id="{name}" tabindex="0"><code>(.*?)</code>', page, re.S)
    assert found is not None
    return html.unescape(found[1])


def test_the_file_holds_what_was_sent_and_neither_code_nor_name(reporter: Reporter) -> None:
    text = "我叫张三丰，楼道里堆满了纸箱，安全出口锁着。"
    code = reporter.report(text=text, contact={"contact_name": "张三丰", "contact": "13812340000"})
    file = file_of(reporter)
    assert "楼道里堆满了纸箱，安全出口锁着。" in file
    assert "大队院东边第二家，门口有蓝色招牌" in file
    assert "幼儿园名称：小星芽宝贝之家" in file
    assert "我叫［姓名］" in file
    for secret in ("张三丰", "13812340000", code, code.replace(" ", "")):
        assert secret not in file


def test_it_is_the_same_on_the_follow_up_page_for_ever(world: World, reporter: Reporter) -> None:
    code = reporter.report()
    first = file_of(reporter)
    world.pass_time(days=400)
    later = world.reporter()
    later.follow(code)
    assert "/follow-up/receipt.pdf" in later.text("/follow-up/view")
    assert file_of(later, "/follow-up/receipt.txt") == first


def test_two_reports_of_the_same_words_have_different_digests(world: World, reporter: Reporter) -> None:
    reporter.report()
    other = world.reporter()
    other.report()
    digests = [re.search(r"SHA-256：(\w+)", file_of(each)) for each in (reporter, other)]
    assert all(digests)
    assert len({found[1] for found in digests if found}) == 2


@pytest.mark.parametrize("path", ["/report/receipt.txt", "/follow-up/receipt.txt", "/follow-up/receipt.pdf"])
def test_without_a_report_there_is_none(world: World, path: str) -> None:
    assert world.reporter().get(path).status_code == 303


def test_half_an_hour_later_only_the_code_brings_it(world: World, reporter: Reporter) -> None:
    reporter.report()
    world.pass_time(minutes=31)
    assert reporter.get("/report/receipt.txt").status_code == 303


def test_the_papers_qr_code_holds_the_note_itself(
    reporter: Reporter, tmp_path: Path, pdftotext: str, qr_programs: tuple[str, str]
) -> None:
    code = reporter.report()
    note = file_of(reporter).split("\n以上是签了名的回执")[0]
    assert scanned(reporter, "/report/receipt.pdf", tmp_path, qr_programs).strip() == note.strip()
    read = subprocess.run(
        [pdftotext, "-raw", tmp_path / "receipt.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    bare = re.sub(r"[\s\u200b]", "", read)
    digest = re.search(r"SHA-256：(\w+)", note)
    assert digest is not None
    for part in (
        digest[1],
        note.split()[-1],
        "2026年11月23日16时36分00秒（北京时间）",
        "UTC2026-11-23T08:36:00Z",
    ):
        assert part in bare
    assert "门口有蓝色招牌" not in bare
    assert code.replace(" ", "") not in bare
    # a reader can scan what was printed and have it examined
    examined = reporter.post(
        "/verify", {"note": scanned(reporter, "/report/receipt.pdf", tmp_path, qr_programs)}
    )
    assert "签名正确" in examined.get_data(as_text=True)


def test_the_commands_on_the_about_page_check_a_file_without_us(
    reporter: Reporter, tmp_path: Path, openssl: str
) -> None:
    reporter.report()
    file = file_of(reporter)
    (tmp_path / "receipt.txt").write_text(file, encoding="utf-8")

    def run(name: str) -> "subprocess.CompletedProcess[str]":
        command = ["bash", "-c", shown_commands(reporter, name)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run("openssl").stdout.strip().endswith("Signature Verified Successfully")
    two = run("digest").stdout.split("\n")
    assert two[0][:64] == two[1][-64:]
    python = shown_commands(reporter, "python")
    assert subprocess.run([sys.executable, "-c", python], cwd=tmp_path, check=False).returncode == 0

    (tmp_path / "receipt.txt").write_text(file.replace("博爱2026-0001", "博爱2026-0002"), encoding="utf-8")
    assert "Verified Successfully" not in run("openssl").stdout
    failed = subprocess.run([sys.executable, "-c", python], cwd=tmp_path, capture_output=True, check=False)
    assert b"InvalidSignature" in failed.stderr
    (tmp_path / "receipt.txt").write_text(file.replace("煤气罐", "煤气灶"), encoding="utf-8")
    run("openssl")
    two = run("digest").stdout.split("\n")
    assert two[0][:64] != two[1][-64:]


def test_after_a_change_of_keys_old_and_new_ones_are_right(world: World, reporter: Reporter) -> None:
    code = reporter.report()
    before = file_of(reporter)
    rotate_key(world.settings)
    reporter.follow(code)
    after = file_of(reporter, "/follow-up/receipt.txt")
    assert before != after
    for file in (before, after):
        page = reporter.post("/verify", {"note": file}).get_data(as_text=True)
        assert "签名正确" in page
        assert "原文相符" in page
    listed = reporter.text("/verify/keys.txt").splitlines()
    assert len(listed) == 2
    page = reporter.text("/verify")
    assert all(html.escape(key) in page for key in listed)
    assert page.index("现在使用") < page.index("以前使用，仍能核对")
