"""What a reporter sealed, and what their browser said of itself, is nowhere, in no encoding: not in the
database with its log, not in uploads, indexes, keys or temporary files, not in what server, worker and
commands put out; and who has all of that together opens no contact."""

import gzip
import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from canary_attack import opened, secrets_of
from canary_forms import forms, leaks
from canary_stage import (
    ADDRESS,
    AGENT,
    CAMERA,
    FORWARDED,
    HARMLESS,
    LATER_PHONE,
    MAIL,
    NAME,
    PHONE,
    REFERRER,
    SOURCE,
    TAKEN,
    WECHAT,
    WIDE_PHONE,
    WRONG_PASSPHRASE,
    Traces,
    commands,
    copy_while_running,
    play,
)
from demo_city import PASSWORD, settings_in

from portal.bench.site import served
from portal.demo.staffing import PASSPHRASE


@dataclass(frozen=True)
class Dump:
    """Everything the installation holds after all of it."""

    folder: Path
    traces: Traces


@pytest.fixture(scope="module")
def dump(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    folder = tmp_path_factory.mktemp("canary")
    home = Path(shutil.copytree(demo_home, folder / "home"))
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder / "tmp"))
        with served(settings_in(home), folder / "server.log") as port:
            traces = play(port, home)
            copy_while_running(home, folder / "running")
        commands(home, folder / "worker.log")
    return Dump(folder, traces)


@pytest.mark.parametrize("form", sorted(forms(NAME)))
def test_the_search_finds_every_form(form: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\x01" + form + b"\x02")
    assert leaks(tmp_path, [NAME])


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_the_search_finds_what_is_packed_within_a_file(tmp_path: Path, pack: object) -> None:
    packed = pack(f"…{NAME}…".encode() * 3)  # type: ignore[operator]
    (tmp_path / "file").write_bytes(b"\x78\x9c page \x1f\x8b\x08" + packed + b"\x02")
    assert leaks(tmp_path, [NAME])


def test_the_search_reads_the_database_and_its_write_ahead_log(dump: Dump) -> None:
    assert any("mingyuan.sqlite3" in leak for leak in leaks(dump.folder, [HARMLESS]))
    assert (dump.folder / "running" / "mingyuan.sqlite3-wal").stat().st_size > 0


def test_every_failure_was_played(dump: Dump) -> None:
    assert dump.traces.statuses == {
        "no such page": 404,
        "no token": 400,
        "mistyped": 422,
        "too large": 413,
        "many right codes": 303,
        "photos cannot be kept": 500,
        "database locked": 503,
    }
    assert "Traceback" in (dump.folder / "server.log").read_text(errors="replace")


def test_the_custodian_read_what_was_sealed(dump: Dump) -> None:
    for planted in (NAME, PHONE, ADDRESS, LATER_PHONE):
        assert planted in dump.traces.shown


@pytest.mark.parametrize("planted", [NAME, PHONE, WIDE_PHONE, ADDRESS, MAIL, WECHAT, LATER_PHONE])
def test_what_identifies_the_reporter_is_nowhere(dump: Dump, planted: str) -> None:
    assert leaks(dump.folder, [planted]) == []


def test_the_receipt_code_is_nowhere(dump: Dump) -> None:
    code = dump.traces.code
    assert leaks(dump.folder, [code.replace(" ", ""), code, code.replace(" ", "-")]) == []


def test_the_key_of_the_draft_is_nowhere(dump: Dump) -> None:
    assert leaks(dump.folder, [dump.traces.token, dump.traces.token.split(".")[0]]) == []


def test_no_passphrase_is_anywhere(dump: Dump) -> None:
    assert leaks(dump.folder, [PASSPHRASE, WRONG_PASSPHRASE]) == []


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


def test_database_secrets_and_logs_together_open_no_contact(dump: Dump) -> None:
    home, number = dump.folder / "home", dump.traces.number
    known = [PASSWORD.encode(), b"boai-custodian", number.encode()]
    assert opened(home, [*secrets_of(home), *known], number=number) == []
    (contact, *_same) = opened(home, [PASSPHRASE.encode()], number=number)
    assert PHONE.encode() in contact, "the attack works; only the passphrase is missing"
