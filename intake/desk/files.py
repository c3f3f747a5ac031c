"""How the office hands out a document: PDF to print, Word or Excel to edit, never shown inside a page."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, send_file

from publishing.kernel.document_values import Document
from publishing.kernel.documents import render
from publishing.kernel.errors import NotFound
from publishing.kernel.spreadsheets import Sheet, csv_bytes, workbook
from publishing.kernel.word_files import render_word

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OPEN_XML}.wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def saved(data: bytes, ending: str, name: str) -> Response:
    """The bytes to be saved as `name`.`ending`: an attachment that nothing caches."""
    response = send_file(
        BytesIO(data),
        mimetype=TYPES[ending],
        as_attachment=True,
        download_name=f"{name}.{ending}",
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def document_file(document: Document, sheets: Sequence[Sheet], ending: str, name: str) -> Response:
    """The document as the address asks for it; raises NotFound for an ending that it does not have, and
    MissingGlyphs for a PDF with a character that our fonts do not draw."""
    if ending == "pdf":
        return saved(render(document), ending, name)
    if ending == "docx":
        return saved(render_word(document), ending, name)
    return sheet_file(sheets, ending, name)


def sheet_file(sheets: Sequence[Sheet], ending: str, name: str) -> Response:
    """The sheets as .xlsx, or the first of them as .csv; raises NotFound for another ending or no sheet."""
    if ending == "xlsx" and sheets:
        return saved(workbook(sheets), ending, name)
    if ending == "csv" and sheets:
        return saved(csv_bytes(sheets[0].heads, sheets[0].rows), ending, name)
    raise NotFound(what="format")
