"""The acknowledgement right after sending: for as long as this browser may see the code."""

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.pages.acknowledgement import file_for, pdf_of
from portal.pages.tip_form_draft import browser_token, code_of, gone, may_show_code, receipt_of
from publishing.kernel.web import public


@public
def receipt_pdf() -> ResponseReturnValue:
    """The paper; afterwards it leads to a new report."""
    token = browser_token()
    receipt = receipt_of(token)
    if receipt is None or not may_show_code(receipt):
        return gone(url_for("tip_form.start", anew=1))
    return pdf_of(code_of(token), receipt)


@public
def receipt_file() -> ResponseReturnValue:
    """The file with the words; afterwards likewise."""
    token = browser_token()
    receipt = receipt_of(token)
    if receipt is None or not may_show_code(receipt):
        return gone(url_for("tip_form.start", anew=1))
    return file_for(code_of(token))
