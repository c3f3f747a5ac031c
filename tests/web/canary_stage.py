"""What leaves traces: a report with everything planted in it, followed, opened by a custodian, and every
failure that the site can have on the way."""

import io
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import perf_counter

from demo_city import PASSWORD
from PIL import Image

from portal.bench.reporter import STEPS, Reporter, Story, token_in
from portal.bench.tips import OLD_ENOUGH
from portal.demo.staffing import PASSPHRASE

NAME, PHONE, ADDRESS = "欧阳菡萏", "13949127758", "塔北路枣园小区7号楼"
WIDE_PHONE = "１３９４９１２７７５８"
MAIL, WECHAT = "handan.ouyang77@example.com", "handan_oy1977"
LATER_PHONE = "13949120064"
"""Sealed from the follow-up page."""
WRONG_PASSPHRASE = "the-wrong-heron-at-noon"
SOURCE, FORWARDED = "127.83.41.97", "203.0.113.77"
AGENT, REFERRER = "QilinBrowser/97.31", "canary-referrer.example"
CAMERA = "Qilin-Camera-5521"
TAKEN = (35.17234, 113.06178)
"""Where the photo says it was taken, and the reporter did not want to tell."""
HARMLESS = "门口有棵歪脖子皂角树"
"""Written in the text, and not hidden: the search must find it."""
STORY = Story(
    county="410822000000",
    town="月山镇花园村",
    detail="大队院东边第二家",
    kindergarten_name="小星芽",
    text=f"{HARMLESS}。我叫{NAME}，电话{PHONE}，也写作{WIDE_PHONE}，邮箱{MAIL}，微信{WECHAT}，家住{ADDRESS}。",
    contact_name=NAME,
    contact=f"{PHONE}，{ADDRESS}",
)
_OPEN = "/office/identities/"


@dataclass(frozen=True)
class Traces:
    """What the reporter and the custodian held and the installation must not."""

    number: str
    code: str
    token: str
    shown: str
    """The page on which the custodian read the contact."""
    statuses: Mapping[str, int]


def play(port: int, home: Path) -> Traces:
    """Everything, over HTTP, against a server of `home`."""
    reporter = _visitor(port)
    reporter.begin()
    _tell(reporter)
    Event().wait(OLD_ENOUGH)  # a report of a few seconds is taken for a program's
    reporter.send()
    code, token = reporter.code(), reporter.cookies["draft"]
    reporter.step("/follow-up/", [("code", code)], "/follow-up/view")
    answer = [("body", f"再补充一句，打我另一个手机{LATER_PHONE}。"), ("numbers", "move")]
    view = reporter.shown("/follow-up/view")
    assert HARMLESS in view
    assert reporter.post("/follow-up/answer", [("csrf_token", token_in(view)), *answer]).status == 303
    number = _newest(home)
    shown = _custodian(port, home, number)
    statuses = {**_refusals(reporter, code), **_broken(port, home)}
    reporter.hang_up()
    return Traces(number, code, token, shown, statuses)


def commands(home: Path, output: Path) -> None:
    """The worker's sweeps by command, and the worker itself for a few seconds; their output is kept."""
    program = [sys.executable, "-c", "from portal.cli import main; main()"]
    environment = {"PORTAL_HOME": str(home), "PATH": "/usr/bin:/bin"}
    with output.open("wb") as file:
        for command in (["retention", "sweep"], ["deadlines", "sweep"], ["doctor"], ["identities", "list"]):
            subprocess.run([*program, *command], env=environment, stdout=file, stderr=file, check=False)
        worker = subprocess.Popen([*program, "worker"], env=environment, stdout=file, stderr=file)
        try:
            worker.wait(timeout=6)
        except subprocess.TimeoutExpired:
            worker.terminate()
            worker.wait(timeout=30)


def _visitor(port: int) -> Reporter:
    headers = {
        "User-Agent": AGENT,
        "Referer": f"http://{REFERRER}/{PHONE}",
        "X-Forwarded-For": FORWARDED,
        "Forwarded": f"for={FORWARDED}",
        "X-Real-IP": FORWARDED,
    }
    return Reporter(port, STORY, source=SOURCE, headers=headers)


def _tell(reporter: Reporter) -> None:
    for step in STEPS:
        if step == "seen":
            seen = [("kindergarten_name", STORY.kindergarten_name), ("text", STORY.text)]
            asked = reporter.submit("/report/seen", seen)
            assert "文字里的号码怎么办" in asked.text
            reporter.step("/report/seen", [*seen, ("numbers", "mask")], "/report/photos")
        elif step == "photos":
            reporter.step("/report/photos", (), "/report/photos", photo=_photo())
            # who goes on without an answer has not told where the photo was taken
            assert "要告诉我们这个位置吗" in reporter.shown("/report/photos")
            reporter.step("/report/photos", (), "/report/contact")
        else:
            reporter.tell(step)


def _photo() -> bytes:
    """A photo whose metadata names its camera, the reporter, and where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (TAKEN[0], 0.0, 0.0), 3: "E", 4: (TAKEN[1], 0.0, 0.0)}
    exif[0x0110], exif[0x013B] = CAMERA, NAME
    out = io.BytesIO()
    # larger than what a form keeps in memory
    Image.effect_noise((1600, 1200), 80).save(out, "JPEG", quality=95, exif=exif, comment=PHONE.encode())
    assert CAMERA.encode() in out.getvalue()
    return out.getvalue()


def _newest(home: Path) -> str:
    with closing(sqlite3.connect(home / "mingyuan.sqlite3")) as database:
        return str(database.execute("SELECT number FROM tips ORDER BY id DESC LIMIT 1").fetchone()[0])


def _custodian(port: int, home: Path, number: str) -> str:
    """A custodian tries a wrong passphrase, then opens: the page that was shown."""
    custodian = Reporter(port, STORY, source="127.0.0.1")
    custodian.submit("/office/sign-in", [("username", "boai-custodian"), ("password", PASSWORD)])
    # the second factor was proved on this device
    with closing(sqlite3.connect(home / "mingyuan.sqlite3", timeout=30)) as database, database:
        database.execute("UPDATE sign_in_sessions SET proved = 1")
    asked = [("number", number), ("cause", "contact"), ("reason", "核实孩子去向")]
    shown = ""
    for passphrase in (WRONG_PASSPHRASE, PASSPHRASE):
        page = custodian.shown(_OPEN)
        once = re.search(r'name="once"[^>]*value="([^"]+)"', page)
        assert once is not None
        fields = [("csrf_token", token_in(page)), ("once", once[1]), *asked, ("passphrase", passphrase)]
        shown = custodian.post(_OPEN, fields).text
    custodian.hang_up()
    return shown


def _refusals(reporter: Reporter, code: str) -> dict[str, int]:
    """What the site refuses: each with planted words in what was sent."""
    told = [("text", STORY.text), ("contact", STORY.contact), ("contact_name", NAME)]
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    tries = [reporter.submit("/follow-up/", [("code", code)]).status for _neighbour in range(14)]
    return {
        "no such page": reporter.get(f"/follow-up/{PHONE}").status,
        "no token": reporter.post("/report/seen", told).status,
        "mistyped": reporter.submit("/follow-up/", [("code", wrong)]).status,
        "too large": _too_large(reporter, [*told, ("filler", STORY.contact * 60_000)]),
        "many right codes": max(tries),
    }


def _too_large(reporter: Reporter, told: list[tuple[str, str]]) -> int:
    """More text than a form may have."""
    return reporter.post("/report/photos", told, photo=_photo()).status


def _broken(port: int, home: Path) -> dict[str, int]:
    """A report that is sent while photos cannot be kept (500), and while the database is locked (503)."""
    reporter = _visitor(port)
    reporter.begin()
    _tell(reporter)
    Event().wait(OLD_ENOUGH)
    uploads, aside = home / "uploads", home / "uploads-aside"
    uploads.rename(aside)
    uploads.touch()
    try:
        failed = reporter.submit("/report/check", ()).status
    finally:
        uploads.unlink()
        aside.rename(uploads)
    with closing(sqlite3.connect(home / "mingyuan.sqlite3", isolation_level=None)) as database:
        page = reporter.shown("/report/check")
        database.execute("BEGIN IMMEDIATE")
        began = perf_counter()
        locked = reporter.post("/report/check", [("csrf_token", token_in(page))]).status
        assert perf_counter() - began < 55
        database.execute("ROLLBACK")
    reporter.hang_up()
    return {"photos cannot be kept": failed, "database locked": locked}


def copy_while_running(home: Path, target: Path) -> None:
    """The home as it lies there while the server runs: the write-ahead log is still full."""
    shutil.copytree(home, target)
