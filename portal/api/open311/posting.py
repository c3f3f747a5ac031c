"""POST requests: a report from somebody else's app, received like one from our own form.

The sender's Idempotency-Key, with all that was sent, is the report's secret: the same request sent again is
answered with the same receipt and makes no second report. Nobody who does not know both learns the code.
"""

import secrets
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote_to_bytes

from flask import Response, current_app, request
from flask_babel import gettext as _

from intake.tips.codes import derive_code, grouped
from intake.tips.queries import find_by_code
from intake.tips.receiving import Submission, receive
from portal.api.keys import KeyValue, find_key
from portal.api.open311.answers import Refused, answer
from portal.api.open311.reading import fingerprint, read_report
from portal.api.open311.services import notice
from portal.i18n import site_path
from portal.limits import API_TIP, PARTNER_TIP, over_limit
from publishing.divisions.queries import get_division
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.settings import secret
from publishing.kernel.web import begin, counts, extension, now, read, settings, today
from publishing.registry.queries import get_kindergarten

if TYPE_CHECKING:
    from portal.app import GazetteerCache

_SHORTEST_KEY, _LONGEST_KEY = 16, 200


def post_request() -> Response:
    """Receives the report; answers with its number and, this once, its receipt code."""
    partner = _partner()
    files = [file for _name, file in request.files.items(multi=True)]
    token = _token(fingerprint(request.form, files))
    submission = read_report(request.form, files, token=token)
    _look_up(submission)
    key = secret(settings(), "receipts")
    code = derive_code(key, token)
    with read() as session:
        known = find_by_code(session, code, secret=key)
    # counted once a report: one that is sent again is not a second one
    limited = known is None and (
        counts().hit(PARTNER_TIP, f"key:{partner.id}") if partner is not None else over_limit(API_TIP)
    )
    try:
        with begin(together=True) as session:
            receive(
                session,
                submission,
                gazetteer=cast("GazetteerCache", extension("gazetteer")).get(),
                secret=key,
                uploads=settings().uploads,
                now=now(),
                limited=limited,
            )
            report = find_by_code(session, code, secret=key)
    except Invalid as error:
        raise Refused(400, _why_not(error)) from error
    if report is None:
        raise LookupError("the report that was just received is not found by its code")
    follow_up = settings().public_url + site_path("/follow-up/")
    return answer(
        "service_requests",
        [
            {
                "service_request_id": report.number,
                "service_notice": notice(report, follow_up=follow_up),
                "account_id": None,
                "receipt_code": grouped(code),
            }
        ],
    )


def check_sender() -> None:
    """Refuses what a browser sends for a page of another site, bodies that are no form, and text that is not
    UTF-8 (it would be received as nonsense). Before anything else reads the body."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise Refused(403, _("不接收别的网站的网页直接提交。请由应用的服务器或手机应用发送。"))
    if request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refused(
            400,
            _("请用表单格式发送：application/x-www-form-urlencoded；带照片的用multipart/form-data。"),
        )
    short = (request.content_length or 0) <= current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype == "application/x-www-form-urlencoded" and short:
        try:
            unquote_to_bytes(request.get_data(cache=True)).decode()
        except UnicodeDecodeError as error:
            raise Refused(400, _("有读不出的字，请用UTF-8编码发送。")) from error


def _partner() -> KeyValue | None:
    """Whose key was sent; None without one. One that is not good is told, so that nobody thinks it counts."""
    given = request.form.get("api_key", "").strip()
    if not given:
        return None
    with read() as session:
        partner = find_key(session, given)
    if partner is None:
        raise Refused(403, _("api_key不对，或者已经停用。不带api_key也可以发送。"))
    return partner


def _token(sent: str) -> str:
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        return f"open311:{secrets.token_urlsafe(32)}"
    if not (_SHORTEST_KEY <= len(given) <= _LONGEST_KEY and given.isascii() and given.isprintable()):
        raise Refused(
            400,
            _(
                "Idempotency-Key要写%(least)s到%(most)s个英文字母、数字或符号，每件举报随机一个，例如UUID。",
                least=_SHORTEST_KEY,
                most=_LONGEST_KEY,
            ),
        )
    return f"open311:{given}:{sent}"


def _look_up(submission: Submission) -> None:
    """Raises Refused where the division or the kindergarten that was named does not exist."""
    problems = []
    with read() as session:
        if submission.division_code is not None:
            try:
                get_division(session, submission.division_code)
            except NotFound:
                problems.append(
                    _("没有代码为“%(code)s”的区划。请核对address_id或attribute[county]。",
                      code=submission.division_code)
                )  # fmt: skip
        if submission.kindergarten_id is not None:
            try:
                get_kindergarten(session, submission.kindergarten_id, today=today())
            except NotFound:
                problems.append(
                    _("名单里没有编号为“%(id)s”的幼儿园。请核对attribute[kindergarten_id]，或者不填。",
                      id=submission.kindergarten_id)
                )  # fmt: skip
    if problems:
        raise Refused(400, *problems)


def _why_not(error: Invalid) -> str:
    if error.values.get("field") == "contact":
        return str(
            _("这个地方还不能密封联系方式，姓名和电话不能收下。请去掉first_name、last_name、phone、email和"
              "account_id后再发。")
        )  # fmt: skip
    return str(_("%(field)s不能采用，请核对后再发。", field=error.values.get("field", "")))
