"""What a reporter sealed, and what their browser said of itself, is nowhere, in no encoding: not in the
database with its log, not in uploads, indexes, keys or temporary files, not in the server's output."""

import base64
import io
import shutil
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import quote

import pytest
from PIL import Image

from portal.bench.reporter import STEPS, Reporter, Story
from portal.bench.site import served
from portal.bench.tips import OLD_ENOUGH

NAME, PHONE, ADDRESS = "欧阳菡萏", "13949127758", "塔北路枣园小区7号楼"
WIDE_PHONE = "１３９４９１２７７５８"
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
    text=f"{HARMLESS}。我叫{NAME}，电话{PHONE}，也写作{WIDE_PHONE}，家住{ADDRESS}。",
    contact_name=NAME,
    contact=f"{PHONE}，{ADDRESS}",
)


def forms(planted: str) -> set[bytes]:
    """The planted words as bytes in every encoding that is looked for."""
    found: set[bytes] = set()
    for words in (planted, planted[::-1]):
        for charset in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            data = words.encode(charset)
            found |= {data, data[::-1], data.hex().encode(), data.hex().upper().encode()}
            found |= {quote(data, safe="").encode(), quote(data, safe="").lower().encode()}
            found |= set(_base64(data))
        found.add(words.encode("ascii", "backslashreplace"))
    return found


def _base64(data: bytes) -> Iterator[bytes]:
    """The inner characters of base64, wherever the data begins within its groups of three."""
    for before in range(3):
        # the first and the last group also hold bits of what stands beside the data
        inner = base64.b64encode(b"\0" * before + data)[4:-4]
        if len(inner) >= 8:
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def leaks(folder: Path, planted: Iterable[str]) -> list[str]:
    """Which planted words are in which file, contents and name."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    return [
        f"{words!r} in {name} as {form!r}"
        for words in planted
        for form in forms(words)
        for name, data in files.items()
        if form in data or form in name.encode()
    ]


@dataclass(frozen=True)
class Dump:
    """Everything the installation holds after a report was sent, answered and followed."""

    folder: Path
    code: str
    token: str


@pytest.fixture(scope="module")
def dump(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    folder = tmp_path_factory.mktemp("canary")
    home = Path(shutil.copytree(demo_home, folder / "home"))
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder / "tmp"))
        with served(home, folder / "server.log") as port:
            reporter = _report(port)
            code = reporter.code()
            token = reporter.cookies["draft"]
            reporter.step("/follow-up/", [("code", code)], "/follow-up/view")
            answer = f"再补充一句，我的手机号{PHONE}。"
            view = reporter.shown("/follow-up/view")
            assert HARMLESS in view
            fields = [("csrf_token", view.split('name="csrf_token"')[1].split('value="')[1].split('"')[0])]
            assert reporter.post("/follow-up/answer", [*fields, ("body", answer)]).status == 303
            # a failed guess, a page that is not there and a broken form leave their traces in logs, if any
            reporter.get("/follow-up/nothing")
            assert (
                reporter.submit("/follow-up/", [("code", code[:-1] + str((int(code[-1]) + 1) % 10))]).status
                == 422
            )
            reporter.post("/report/seen", [("text", STORY.text)])
            # before the server closes: the write-ahead log is still there
            shutil.copytree(home, folder / "running")
            reporter.hang_up()
    return Dump(folder, code, token)


def _report(port: int) -> Reporter:
    headers = {
        "User-Agent": AGENT,
        "Referer": f"http://{REFERRER}/{PHONE}",
        "X-Forwarded-For": FORWARDED,
        "Forwarded": f"for={FORWARDED}",
        "X-Real-IP": FORWARDED,
    }
    reporter = Reporter(port, STORY, source=SOURCE, headers=headers)
    reporter.begin()
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
    Event().wait(OLD_ENOUGH)  # a report of a few seconds is taken for a program's
    reporter.send()
    return reporter


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


@pytest.mark.parametrize("form", sorted(forms(NAME)))
def test_the_search_finds_every_form(form: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\x01" + form + b"\x02")
    assert leaks(tmp_path, [NAME])


def test_the_search_reads_the_database_and_its_write_ahead_log(dump: Dump) -> None:
    assert any("mingyuan.sqlite3" in leak for leak in leaks(dump.folder, [HARMLESS]))
    assert (dump.folder / "running" / "mingyuan.sqlite3-wal").stat().st_size > 0


def test_name_telephone_and_address_are_nowhere(dump: Dump) -> None:
    assert leaks(dump.folder, [NAME, PHONE, WIDE_PHONE, ADDRESS]) == []


def test_the_receipt_code_is_nowhere(dump: Dump) -> None:
    digits = dump.code.replace(" ", "")
    assert leaks(dump.folder, [digits, dump.code, dump.code.replace(" ", "-")]) == []


def test_the_key_of_the_draft_is_nowhere(dump: Dump) -> None:
    assert leaks(dump.folder, [dump.token, dump.token.split(".")[0]]) == []


def test_nothing_of_address_browser_and_referrer_is_kept(dump: Dump) -> None:
    assert leaks(dump.folder, [SOURCE, FORWARDED, AGENT, REFERRER]) == []


def test_nothing_of_the_camera_is_kept(dump: Dump) -> None:
    stored = list((dump.folder / "home" / "uploads").rglob("*.jpg"))
    assert stored
    assert leaks(dump.folder, [CAMERA]) == []


def test_where_a_photo_was_taken_is_kept_nowhere_unless_the_reporter_wants_it(dump: Dump) -> None:
    assert leaks(dump.folder, [f"{degrees:.5f}" for degrees in TAKEN]) == []
    numbers = {struct.pack(order, degrees) for degrees in TAKEN for order in (">d", "<d")}
    files = [path for path in dump.folder.rglob("*") if path.is_file()]
    assert [path for path in files if any(number in path.read_bytes() for number in numbers)] == []
