"""Acknowledgements: the text, the file, and examining what somebody brings."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.tips.acknowledgements import (
    CUT,
    HEAD,
    Acknowledgement,
    NotAnAcknowledgement,
    canonical,
    digest_of,
    file_of,
    opening_of,
    parse_acknowledgement,
    salt_of,
)
from intake.tips.examining import NotText, examine, read_text
from publishing.kernel.notes import Signer, sign_note

SIGNER = Signer("jiaozuo.example/receipts", bytes(range(32)))
KNOWN = [Signer("jiaozuo.example/receipts", bytes(32)).verifier, SIGNER.verifier]
OPENING = opening_of(
    salt="00112233445566778899aabbccddeeff",
    place="月山镇花园村\n大队院东边第二家",
    name="小星芽宝贝之家",
    text="租的民房，里头二十多个孩子。\n\n电话［电话］",
)
SAID = Acknowledgement(
    number="博爱2026-0417",
    office="博爱县教育体育局",
    received_at=datetime(2026, 11, 23, 16, 5, 9, tzinfo=UTC),
    digest=digest_of(OPENING),
)
NOTE = sign_note(SAID.text, SIGNER)
FILE = file_of(NOTE, OPENING, vkey=SIGNER.verifier.vkey, verify_url="https://mingyuan.example/verify")

# names and numbers neither begin nor end with spaces, which the reader of a pasted note takes away
lines = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=50).filter(
    lambda line: line == line.strip()
)
acknowledgements = st.builds(
    Acknowledgement,
    number=lines,
    office=lines,
    received_at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2999, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(tzinfo=UTC)
    ),
    digest=st.binary(min_size=32, max_size=32).map(bytes.hex),
)
texts = st.text(st.characters(exclude_categories=("Cs",)))


def test_the_text_says_the_time_in_both_zones_and_nothing_of_the_reporter() -> None:
    assert SAID.text == (
        "mingyuan-receipt v1\n举报接收回执\n举报编号：博爱2026-0417\n接收机关：博爱县教育体育局\n"
        "接收时间：2026-11-24 00:05:09（北京时间）\nUTC时间：2026-11-23T16:05:09Z\n"
        f"举报内容SHA-256：{SAID.digest}\n"
    )


@given(acknowledgements)
def test_what_is_written_is_read_back_to_the_second(said: Acknowledgement) -> None:
    read = parse_acknowledgement(said.text)
    assert read.text == said.text
    assert (read.number, read.office, read.digest) == (said.number, said.office, said.digest)
    assert read.received_at == said.received_at.replace(microsecond=0)


@given(texts)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(NotAnAcknowledgement):
        parse_acknowledgement(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("00:05:09", "00:05:08"),
        ("2026-11-23T16", "2026-13-23T16"),
        ("举报编号", "编号"),
        ("（北京时间）\n", "（北京时间）\n\n"),
        ("博爱2026-0417", ""),
    ],
)
def test_lines_that_do_not_fit_are_refused(old: str, new: str) -> None:
    with pytest.raises(NotAnAcknowledgement):
        parse_acknowledgement(SAID.text.replace(old, new))


@given(acknowledgements, texts, st.data())
def test_the_file_is_found_right_and_any_changed_letter_of_the_note_is_not(
    said: Acknowledgement, text: str, data: st.DataObject
) -> None:
    note = sign_note(said.text, SIGNER)
    assert examine(note, "", KNOWN).finding == "right"
    at = data.draw(st.integers(0, len(note) - 1).filter(lambda n: not note[n].isspace()))
    other = data.draw(st.characters(exclude_categories=("Cs", "Cc", "Zs")).filter(lambda c: c != note[at]))
    changed = note[:at] + other + note[at + 1 :]
    assert examine(changed, "", KNOWN).finding in ("changed", "damaged", "stranger", "nothing")


@given(place=texts, name=texts, text=texts, end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_words_fit_however_an_editor_ends_its_lines(place: str, name: str, text: str, end: str) -> None:
    opening = opening_of(salt="ab" * 16, place=place, name=name, text=text)
    note = sign_note(
        Acknowledgement(
            number=SAID.number, office=SAID.office, received_at=SAID.received_at, digest=digest_of(opening)
        ).text,
        SIGNER,
    )
    file = file_of(
        note, opening, vkey=SIGNER.verifier.vkey, verify_url="https://mingyuan.example/verify"
    ).replace("\n", end)
    found = examine(f"\ufeff{file}{end}", "", KNOWN)
    assert (found.finding, found.content) == ("right", "same")
    assert examine(note, opening.replace("\n", end), KNOWN).content == "same"


@given(st.data())
def test_any_changed_letter_of_the_words_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(OPENING) - 1).filter(lambda n: not OPENING[n].isspace()))
    other = data.draw(st.characters(exclude_categories=("Cs", "Cc", "Zs")).filter(lambda c: c != OPENING[at]))
    found = examine(NOTE, OPENING[:at] + other + OPENING[at + 1 :], KNOWN)
    assert (found.finding, found.content) == ("right", "different")


@given(texts)
def test_the_canonical_form_is_canonical(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(texts, texts)
def test_anything_at_all_is_examined(text: str, words: str) -> None:
    assert examine(text, words, KNOWN).finding in ("nothing", "damaged")
    assert examine(f"{HEAD}\n{text}", words, KNOWN).finding in ("damaged", "stranger")


def test_the_digest_is_what_sha256sum_says_of_the_lower_part() -> None:
    below = FILE.split(f"{CUT}\n", 1)[1]
    assert hashlib.sha256(below.encode()).hexdigest() == SAID.digest


def test_words_pasted_with_the_whole_file_are_found_in_it() -> None:
    assert examine(NOTE, FILE, KNOWN).content == "same"


def test_spaces_and_a_lost_blank_line_do_no_harm_to_what_a_scanner_shows() -> None:
    untidy = "扫描结果：\n" + NOTE.replace("\n\n", "\n").replace("\n", "  \n")
    assert examine(untidy, "", KNOWN).finding == "right"


def test_the_findings_are_told_apart() -> None:
    stranger = sign_note(SAID.text, Signer("elsewhere.example/receipts", bytes(32)))
    assert examine(stranger, "", KNOWN).finding == "stranger"
    assert examine(NOTE.replace("0417", "0418"), "", KNOWN).finding == "changed"
    assert examine(NOTE.split("—", maxsplit=1)[0], "", KNOWN).finding == "damaged"
    assert examine("一", "", KNOWN).finding == "nothing"
    assert examine(NOTE, "", []).finding == "stranger"


def test_a_signed_text_of_another_kind_is_no_acknowledgement() -> None:
    other = sign_note(f"{HEAD}\n另一种文字\n", SIGNER)
    assert examine(other, "", KNOWN).finding == "damaged"


def test_the_random_number_is_the_drafts_own_and_the_installations() -> None:
    salts = {salt_of(b"a" * 32, "x"), salt_of(b"a" * 32, "y"), salt_of(b"b" * 32, "x")}
    assert len(salts) == 3
    assert all(len(bytes.fromhex(salt)) == 16 for salt in salts)
    assert salt_of(b"a" * 32, "x") in salts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_is_read_however_an_editor_saved_it(encoding: str) -> None:
    found = examine(read_text(FILE.encode(encoding)), "", KNOWN)
    assert (found.finding, found.content) == ("right", "same")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"PK\x03\x04\x00\x00", "other"),
        (b"\xff\xfe\x00", "other"),
        (b"\x80\x81\xff", "other"),
    ],
)
def test_files_that_are_no_text_are_told_apart(data: bytes, kind: str) -> None:
    with pytest.raises(NotText) as refusal:
        read_text(data)
    assert refusal.value.kind == kind


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = read_text(data)
    except NotText:
        return
    assert examine(text, "", KNOWN).finding in ("nothing", "damaged")
