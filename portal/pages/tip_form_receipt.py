"""The paper for the drawer: that a report arrived and what happens next; no reporter and no code on it."""

from io import BytesIO

from flask import make_response, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from intake.tips.values import ReporterView
from portal.pages.tip_form_draft import browser_token, may_show_code, receipt_of
from publishing.kernel.documents import render
from publishing.kernel.public_document_values import ReceiptDocument
from publishing.kernel.typesetting import chinese_date
from publishing.kernel.web import now, public, settings, today

_HOTLINE = "12345"


@public
def receipt_pdf() -> ResponseReturnValue:
    """The PDF, for as long as this browser may see the code; afterwards it leads to a new report."""
    receipt = receipt_of(browser_token())
    if receipt is None or not may_show_code(receipt):
        return redirect(url_for("tip_form.start", anew=1), 303)
    document = ReceiptDocument(
        authority=receipt.office_name,
        report_number=receipt.number,
        received_at=receipt.received_at,
        next_steps=_next_steps(receipt),
        printed_on=today(),
        hotline=_HOTLINE,
        follow_up_url=f"{settings().public_url}{url_for('follow_up.enter')}",
        created_at=now(),
    )
    response = make_response(
        send_file(
            BytesIO(render(document)), "application/pdf", as_attachment=True, download_name="receipt.pdf"
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _next_steps(receipt: ReporterView) -> tuple[str, ...]:
    """In Chinese in either language: the sheet is an office's."""
    due = {deadline.code: deadline.due for deadline in receipt.deadlines}
    steps = [f"已经送到{receipt.office_name}。"]
    if "accept" in due:
        steps.append(f"{chinese_date(due['accept'])}前告诉您是否受理。")
    steps.append("核查期间可能会问您问题，凭查询码可以看到，也可以匿名回答。")
    if "conclude" in due:
        steps.append(f"{chinese_date(due['conclude'])}前告诉您办理结果。")
    return tuple(steps)
