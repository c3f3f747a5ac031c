"""Rendering documents: refusals, hostile text, the same bytes again."""

import re
import shutil
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from document_samples import MOMENT, announcement, announcement_row, ledger, notice, patrol_sheet, receipt

from publishing.kernel.document_values import Document
from publishing.kernel.documents import (
    FONTS,
    FontsNotBuilt,
    MissingGlyphs,
    UnknownTemplate,
    load_fonts,
    render,
    render_pdf,
)

DOCUMENTS: list[Document] = [announcement(), notice(), patrol_sheet(), ledger(), receipt()]


@pytest.fixture(autouse=True)
def built_fonts() -> None:
    """The fonts that `make setup` puts into static/build."""
    if not FONTS.is_dir():
        pytest.skip("no fonts (run make setup)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.template)
def test_equal_data_give_equal_bytes(document: Document) -> None:
    assert render(document) == render(document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.template)
def test_the_file_declares_pdf_a_2b(document: Document) -> None:
    pdf = render(document)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_the_time_in_the_file_is_that_of_the_data() -> None:
    assert b"D:20261120010500" in render(receipt())
    later = receipt(created_at=MOMENT + timedelta(minutes=1))
    assert render(later) != render(receipt())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.template)
def test_only_our_two_families_are_embedded(document: Document) -> None:
    pdf = render(document)
    plain = pdf + b"".join(_inflated(pdf))
    names = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z]+)", plain))
    assert names
    assert names <= {b"NotoSerifSC", b"NotoSansSC"}


def test_a_character_that_no_font_draws_is_refused() -> None:
    with pytest.raises(MissingGlyphs) as caught:
        render(notice(problems=("发现😀和\U0002ffff。",)))
    assert caught.value.chars == "😀\U0002ffff"
    assert caught.value.values["code_points"] == "U+1F600 U+2FFFF"


def test_a_character_in_a_row_is_checked_too() -> None:
    with pytest.raises(MissingGlyphs):
        render(announcement(rows=(announcement_row("\U00013000幼儿园"),)))


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(MissingGlyphs):
        render(notice(problems=("\ud83d",)))


@pytest.mark.parametrize(
    "name", ["", "absent", "_page", "../documents/ledger", "ledger.typ", "/etc/passwd", "Ledger"]
)
def test_only_the_documents_of_the_folder_are_rendered(name: str) -> None:
    with pytest.raises(UnknownTemplate):
        render_pdf(name, receipt().to_json())


@pytest.mark.parametrize("created_at", [None, "", "2026-11-20T09:00:00", "yesterday"])
def test_a_document_needs_a_time_with_an_offset(created_at: str | None) -> None:
    with pytest.raises(ValueError, match=r"created_at|isoformat"):
        render_pdf("receipt", receipt().to_json() | {"created_at": created_at})


def test_absent_fonts_are_named(tmp_path: Path) -> None:
    with pytest.raises(FontsNotBuilt, match="Noto Serif SC"):
        load_fonts(tmp_path)
    with pytest.raises(FontsNotBuilt, match="Noto Serif SC"):
        load_fonts(tmp_path / "absent")


def test_a_folder_with_one_family_is_not_enough(tmp_path: Path) -> None:
    shutil.copy(FONTS / "NotoSerifSC-Regular.ttf", tmp_path)
    with pytest.raises(FontsNotBuilt, match="Noto Sans SC"):
        load_fonts(tmp_path)


def test_documents_may_be_rendered_by_several_threads() -> None:
    one = announcement()
    other = replace(one, number="博教公告〔2026〕4号")
    expected = [render(one), render(other)] * 8
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, [one, other] * 8)) == expected


def _inflated(pdf: bytes) -> list[bytes]:
    """The streams of the file that are deflated, which is where Typst keeps its font descriptors."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return found
