"""The documents of `documents.py` as .docx, for an office that edits in WPS or Word before it prints.

The same value fills both: `templates/documents/<template>.docx` beside `<template>.typ`. The .docx files are
made by `publishing/kernel/word_templates.py`; whoever changes a layout changes it there.
"""

import io

from docxtpl import DocxTemplate

from publishing.kernel.document_values import Document
from publishing.kernel.documents import TEMPLATES, UnknownTemplate, drawable


def render_word(document: Document) -> bytes:
    """The .docx of a document. Raises UnknownTemplate for one that has no Word template."""
    path = TEMPLATES / f"{document.template}.docx"
    if not path.is_file():
        raise UnknownTemplate(document.template)
    data = {key: drawable(value) for key, value in document.to_json().items()}
    template = DocxTemplate(path)
    # autoescape: a value is text in the file's XML, never mark-up
    template.render(data, autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()
