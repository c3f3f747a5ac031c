"""Signed notes: what is written is read back, and nothing that was changed passes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.kernel.notes import (
    NotAKey,
    NotANote,
    Signer,
    UnknownSigner,
    Verifier,
    WrongSignature,
    check_note,
    parse_note,
    parse_signer,
    parse_vkey,
    sign_note,
)

SIGNER = Signer("jiaozuo.example/receipts", bytes(range(32)))
OTHER = Signer("jiaozuo.example/receipts", bytes(32))
REFUSED = (NotANote, UnknownSigner, WrongSignature)

# the example of the specification's Go package: its keys, its text, its signature
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)

texts = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), min_size=1)
    .map(lambda text: f"{text}\n")
    .filter(lambda text: text != "\n")
)


def test_a_note_that_another_program_signed_is_read() -> None:
    assert check_note(parse_note(SAID), [parse_vkey(PETER)]).name == "PeterNeumann"


def test_keys_are_written_as_other_programs_write_them() -> None:
    assert parse_vkey(PETER).vkey == PETER
    skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    assert parse_signer(skey).line == skey
    assert parse_signer(skey).verifier.vkey == PETER


@given(texts)
def test_what_is_signed_is_read_back(text: str) -> None:
    note = parse_note(sign_note(text, SIGNER))
    assert note.text == text
    assert check_note(note, [OTHER.verifier, SIGNER.verifier]) == SIGNER.verifier


@given(texts, st.data())
def test_any_changed_byte_is_refused(text: str, data: st.DataObject) -> None:
    whole = sign_note(text, SIGNER).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    with pytest.raises((*REFUSED, UnicodeDecodeError)):
        check_note(parse_note(changed.decode()), [SIGNER.verifier])


@given(texts, st.data())
def test_a_missing_or_added_byte_is_refused(text: str, data: st.DataObject) -> None:
    whole = sign_note(text, SIGNER)
    at = data.draw(st.integers(0, len(whole) - 1))
    longer = whole[:at] + data.draw(st.characters(exclude_categories=("Cs",))) + whole[at:]
    for changed in (whole[:at] + whole[at + 1 :], longer):
        if changed == whole:
            continue
        with pytest.raises(REFUSED):
            check_note(parse_note(changed), [SIGNER.verifier])


@given(st.text())
def test_a_text_of_any_kind_is_a_note_or_refused(text: str) -> None:
    try:
        note = parse_note(text)
    except NotANote:
        return
    with pytest.raises(UnknownSigner):
        check_note(note, [SIGNER.verifier])


def test_every_bit_of_the_last_base64_sign_counts() -> None:
    whole = sign_note("一\n", SIGNER)
    assert whole.endswith("=\n")
    spelled = {
        whole[:-3] + last + "=\n"
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    }
    passed = []
    for other in spelled:
        try:
            check_note(parse_note(other), [SIGNER.verifier])
        except REFUSED:
            continue
        passed.append(other)
    assert passed == [whole]


def test_a_stranger_beside_a_known_key_does_no_harm_and_gives_no_weight() -> None:
    text = "一\n"
    two = sign_note(text, SIGNER) + sign_note(text, OTHER).rpartition("\n\n")[2]
    assert check_note(parse_note(two), [OTHER.verifier]) == OTHER.verifier
    with pytest.raises(UnknownSigner):
        check_note(parse_note(two), [])


def test_a_wrong_signature_by_a_known_key_is_refused_beside_a_right_one() -> None:
    forged = sign_note("二\n", OTHER).rpartition("\n\n")[2]
    both = sign_note("一\n", SIGNER) + forged
    with pytest.raises(WrongSignature):
        check_note(parse_note(both), [SIGNER.verifier, OTHER.verifier])


@pytest.mark.parametrize("text", ["", "\n", "一", "一\r\n", "一\t二\n", "\0\n", "\ud800\n"])
def test_texts_that_no_note_can_hold_are_not_signed(text: str) -> None:
    with pytest.raises(NotANote):
        sign_note(text, SIGNER)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b"])
def test_names_that_no_key_can_have_are_refused(name: str) -> None:
    with pytest.raises(NotANote):
        sign_note("一\n", Signer(name, bytes(32)))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+00000000+AQ==",
        f"name+00000000+{base64.b64encode(bytes([1]) + bytes(32)).decode()}",
        f"{PETER} ",
        PETER.replace("+AR", "+Aw"),
        "PeterNeumann+c74f20a3+不",
    ],
)
def test_broken_key_lines_are_refused(line: str) -> None:
    with pytest.raises(NotAKey):
        parse_vkey(line)
    with pytest.raises(NotAKey):
        parse_signer(f"PRIVATE+KEY+{line}")


def test_a_signing_key_shows_nothing_of_itself() -> None:
    assert "seed" not in repr(SIGNER)
    assert isinstance(SIGNER.verifier, Verifier)
