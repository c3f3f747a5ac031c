"""The folder of signing keys: made once, rotated, never half there."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publishing.kernel import signing
from publishing.kernel.notes import check_note, parse_note, sign_note
from publishing.kernel.signing import KeyMadeAlready, KeysDamaged, open_ring, published_keys, rotate

NAME = "jiaozuo.example/receipts"


def test_the_first_key_is_made_once_and_readable_by_its_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys" / "receipts"
    with ThreadPoolExecutor(8) as many:
        rings = list(many.map(lambda _n: open_ring(folder, name=NAME), range(16)))
    assert {ring.signer.seed for ring in rings} == {rings[0].signer.seed}
    assert [file.name for file in folder.iterdir()] == ["001"]
    assert stat.S_IMODE((folder / "001").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_looking_at_the_published_keys_makes_none(tmp_path: Path) -> None:
    assert published_keys(tmp_path / "none") == ()
    assert not (tmp_path / "none").exists()


def test_a_new_key_signs_and_the_old_one_still_verifies_but_can_sign_no_more(tmp_path: Path) -> None:
    old = open_ring(tmp_path, name=NAME)
    note = sign_note("一\n", old.signer)
    added = rotate(tmp_path, name=NAME)
    ring = open_ring(tmp_path, name="another/name")
    assert ring.signer.verifier == added != old.signer.verifier
    assert ring.verifiers == (added, old.signer.verifier) == published_keys(tmp_path)
    assert check_note(parse_note(note), ring.verifiers) == old.signer.verifier
    kept = (tmp_path / "001").read_text()
    assert kept == f"{old.signer.verifier.vkey}\n"
    assert old.signer.line.split("+")[-1] not in "".join(file.read_text() for file in tmp_path.iterdir())


def test_rotating_without_a_key_makes_the_first(tmp_path: Path) -> None:
    added = rotate(tmp_path, name=NAME)
    assert published_keys(tmp_path) == (added,)


def test_the_second_of_two_who_rotate_at_once_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ring(tmp_path, name=NAME)
    (tmp_path / "002").write_text("taken a moment ago")
    real = signing._files
    monkeypatch.setattr(signing, "_files", lambda folder: real(folder)[:1])
    with pytest.raises(KeyMadeAlready):
        rotate(tmp_path, name=NAME)
    assert open_ring(tmp_path, name=NAME).signer.line in (tmp_path / "001").read_text()


@pytest.mark.parametrize("content", [b"", b"not a key", b"\xff\xfe", b"PRIVATE+KEY+a+b+c"])
def test_a_damaged_file_is_named_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "001").write_bytes(content)
    for use in (lambda: open_ring(tmp_path, name=NAME), lambda: rotate(tmp_path, name=NAME)):
        with pytest.raises(KeysDamaged) as refusal:
            use()
        assert refusal.value.values == {"file": "001"}
    assert (tmp_path / "001").read_bytes() == content


def test_drafts_that_a_crash_left_are_no_keys(tmp_path: Path) -> None:
    (tmp_path / ".001.abcd").write_bytes(b"half")
    assert len(open_ring(tmp_path, name=NAME).verifiers) == 1
