"""portal receipt: examining, listing keys, changing the key."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.tips.acknowledgements import Acknowledgement, digest_of, file_of, opening_of
from intake.tips.acknowledging import signing_keys
from portal.commands.receipts import receipt
from publishing.kernel.notes import sign_note
from publishing.kernel.settings import load_settings

OPENING = opening_of(salt="ab" * 16, place="月山镇花园村", name="", text="二十多个孩子")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def file(home: Path, tmp_path: Path) -> Path:
    """A reporter's file, signed by the installation of `home`."""
    said = Acknowledgement(
        number="博爱2026-0001",
        office="博爱县教育体育局",
        received_at=datetime(2026, 11, 23, 8, 36, tzinfo=UTC),
        digest=digest_of(OPENING),
    )
    signer = signing_keys(load_settings({"PORTAL_HOME": str(home)}, env_file=home / "none")).signer
    text = file_of(
        sign_note(said.text, signer), OPENING, vkey=signer.verifier.vkey, verify_url="http://127.0.0.1/verify"
    )
    (tmp_path / "receipt.txt").write_text(text, encoding="utf-8")
    return tmp_path / "receipt.txt"


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(receipt, arguments, env={"PORTAL_HOME": str(home)})


def test_a_right_file_says_what_it_proves(home: Path, file: Path) -> None:
    ran = run(home, "verify", str(file))
    assert ran.exit_code == 0
    assert ran.output.splitlines() == [
        "the signature is right",
        "博爱2026-0001, 博爱县教育体育局, 2026-11-23T08:36:00+00:00",
        "the words fit",
    ]


def test_the_documented_shape_for_programs(home: Path, file: Path) -> None:
    found = json.loads(run(home, "verify", str(file), "--json").output)
    keys = {"finding", "content", "number", "office", "received_at", "digest", "key"}
    assert set(found) == keys
    assert (found["finding"], found["content"], found["digest"]) == ("right", "same", digest_of(OPENING))


@pytest.mark.parametrize(
    ("change", "finding", "content"),
    [
        (("0001", "0002"), "changed", ""),
        (("二十多个", "三十多个"), "right", "different"),
        (("UTC时间", "时间"), "changed", ""),
        (("— ", ""), "damaged", ""),
        (("mingyuan-receipt v1", "另一种"), "nothing", ""),
    ],
)
def test_what_is_not_right_ends_with_one(
    home: Path, file: Path, change: tuple[str, str], finding: str, content: str
) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    ran = run(home, "verify", str(file), "--json")
    assert ran.exit_code == 1
    assert (json.loads(ran.output)["finding"], json.loads(ran.output)["content"]) == (finding, content)


def test_a_trusted_key_needs_no_installation(home: Path, file: Path, tmp_path: Path) -> None:
    key = run(home, "keys").output.strip()
    elsewhere = tmp_path / "elsewhere"
    assert run(elsewhere, "verify", str(file), "--key", key).exit_code == 0
    assert run(elsewhere, "verify", str(file)).exit_code == 1
    assert not elsewhere.exists()


def test_after_rotating_both_keys_are_listed_and_the_old_file_is_right(home: Path, file: Path) -> None:
    old = run(home, "keys").output.strip()
    new = run(home, "rotate-key").output.strip()
    assert run(home, "keys").output.split() == [new, old]
    assert run(home, "verify", str(file)).exit_code == 0


@pytest.mark.parametrize("arguments", [("--key", "nonsense"), ()])
def test_misuse_ends_with_two(home: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run(home, "verify", str(picture), *arguments).exit_code == 2
