"""回执: the signed acknowledgement of a report as paper and as a file, for whoever may see the report."""

from io import BytesIO

from flask import Response, make_response, send_file, url_for
from flask.typing import ResponseReturnValue

from intake.tips.acknowledgements import file_of
from intake.tips.acknowledging import Acknowledged, acknowledge, signing_keys
from intake.tips.values import ReporterView, Unlocked
from portal.pages.tip_form_draft import receipts_secret
from publishing.kernel.documents import render
from publishing.kernel.public_document_values import ReceiptDocument
from publishing.kernel.typesetting import chinese_date
from publishing.kernel.web import now, read, settings, today

_HOTLINE = "12345"


def pdf_of(code: str | Unlocked, view: ReporterView) -> ResponseReturnValue:
    """The paper. Its name on the disk tells nothing."""
    signed = _signed(code)
    note = signed.note
    document = ReceiptDocument(
        authority=signed.acknowledgement.office,
        report_number=signed.acknowledgement.number,
        received_at=signed.acknowledgement.received_at,
        next_steps=_next_steps(view),
        printed_on=today(),
        hotline=_HOTLINE,
        follow_up_url=f"{settings().public_url}{url_for('follow_up.enter')}",
        verify_url=_verify_url(),
        note=note,
        digest=signed.acknowledgement.digest,
        signature=note.split()[-1],
        vkey=_vkey(),
        created_at=now(),
    )
    return _download(render(document), "application/pdf", "receipt.pdf")


def file_for(code: str | Unlocked) -> ResponseReturnValue:
    """The note and the words it stands for, as text."""
    signed = _signed(code)
    text = file_of(signed.note, signed.opening, vkey=_vkey(), verify_url=_verify_url())
    return _download(text.encode(), "text/plain; charset=utf-8", "receipt.txt")


def _signed(code: str | Unlocked) -> Acknowledged:
    with read() as session:
        signed = acknowledge(session, code, secret=receipts_secret(), keys=signing_keys(settings()))
    if signed is None:
        raise LookupError("the view of this tip was read a moment ago")
    return signed


def _vkey() -> str:
    return signing_keys(settings()).signer.verifier.vkey


def _verify_url() -> str:
    return f"{settings().public_url}{url_for('verify.index')}"


def _download(data: bytes, kind: str, name: str) -> Response:
    response = make_response(send_file(BytesIO(data), kind, as_attachment=True, download_name=name))
    response.headers["Cache-Control"] = "no-store"
    return response


def _next_steps(view: ReporterView) -> tuple[str, ...]:
    """In Chinese in either language: the sheet is an office's."""
    due = {deadline.code: deadline.due for deadline in view.deadlines}
    steps = [f"已经送到{view.office_name}。"]
    if "accept" in due:
        steps.append(f"{chinese_date(due['accept'])}前告诉您是否受理。")
    steps.append("核查期间可能会问您问题，凭查询码可以看到，也可以匿名回答。")
    if "conclude" in due:
        steps.append(f"{chinese_date(due['conclude'])}前告诉您办理结果。")
    steps.append("答复满两周和满六周后，您查进度时会问您问题解决了没有。")
    return tuple(steps)
