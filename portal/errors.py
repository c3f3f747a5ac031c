"""What people see when something cannot be done: what, where, and how to mend it; in both languages.

HTTP errors and the use cases' own refusals (`publishing/kernel/errors.py`) become a page, or RFC 9457 problem
details below /api/. A form that came too late is not lost: `resume_page` gives it back with what was entered;
so is one that could not be stored (`portal/outages.py`).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests

from portal.i18n import is_local_path, locale, site_path
from publishing.kernel.errors import DomainError
from publishing.kernel.words import WORDS

NEVER_ECHOED = frozenset({"csrf_token", "password", "new_password", "passphrase", "totp"})
"""Form fields that a resumed form leaves out: secrets are typed again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What a page says: a heading, what happened, how to mend it (message ids or lazy strings)."""

    title: object
    what: object
    mend: object


PROBLEMS: Mapping[int, Problem] = {
    400: Problem(
        title=_l("这次提交的内容不完整"),
        what=_l("网页发来的内容缺了一部分，没有办法处理。"),
        mend=_l("请返回上一步，刷新页面后再试一次。"),
    ),
    401: Problem(
        title=_l("请先登录"),
        what=_l("这个页面只供工作人员使用。"),
        mend=_l("请用您的账号登录，然后再打开这个页面。"),
    ),
    403: Problem(
        title=_l("您不能打开这个页面"),
        what=_l("这件事不在您的职责或辖区之内。"),
        mend=_l("如果应当由您办理，请联系本单位的系统管理员。"),
    ),
    404: Problem(
        title=_l("找不到这个页面"),
        what=_l("网址可能不完整，或者页面已经换了地方。"),
        mend=_l("请核对网址，或者从首页重新查找。"),
    ),
    405: Problem(
        title=_l("这个页面不能这样打开"),
        what=_l("这个网址只接受表单提交，不能直接打开。"),
        mend=_l("请从首页重新进入。"),
    ),
    409: Problem(
        title=_l("这件事刚刚有了变化"),
        what=_l("您填写的时候，另一位工作人员已经办理了这件事。您这次的提交没有生效。"),
        mend=_l("请返回上一步，刷新页面，看过最新情况后再办理。"),
    ),
    413: Problem(
        title=_l("上传的内容太大"),
        what=_l("文件加起来超过了本站能接收的大小，这次没有收下。"),
        mend=_l("请返回上一步，减少照片张数，或者换成小一些的文件，再提交一次。"),
    ),
    415: Problem(
        title=_l("不能接收这种格式"),
        what=_l("发来的内容不是本站能读的格式。"),
        mend=_l("请返回上一步，换一种格式再试，例如照片用JPG，表格用xlsx。"),
    ),
    422: Problem(
        title=_l("有一项内容不能采用"),
        what=_l("提交的内容里有一项不符合要求，这次没有保存。"),
        mend=_l("请返回上一步，改正后再提交。"),
    ),
    429: Problem(
        title=_l("操作太频繁"),
        what=_l("短时间内收到的请求太多，这一次没有办理。"),
        mend=_l("请等一分钟再试。您填写的内容，返回上一步还能看到。"),
    ),
    500: Problem(
        title=_l("本站出了故障"),
        what=_l("这是本站的问题，不是您的问题。已经记录下来，会有人处理。"),
        mend=_l("请过几分钟再试。事情紧急的，请直接打电话。"),
    ),
    503: Problem(
        title=_l("本站正在维护"),
        what=_l("暂时不能办理，已经收到的举报和名单都不受影响。"),
        mend=_l("请过几分钟再试。事情紧急的，请直接打电话。"),
    ),
}

DOMAIN_PROBLEMS: dict[str, Problem] = {
    "same_person": Problem(
        title=_l("这一步要换一个人办"),
        what=_l("前一步是您办的。按规定，这一步必须由另一位工作人员办理。"),
        mend=_l("请交给本单位的另一位同事。"),
    ),
    "outside_jurisdiction": Problem(
        title=_l("不在您的辖区"),
        what=_l("这个地方不归您所在的单位管。"),
        mend=_l("请转给当地的单位办理。"),
    ),
    "wrong_state": Problem(
        title=_l("现在不能办这一步"),
        what=_l("这件事目前的状态是“%(state)s”，不能办这一步。可能刚刚有人办理过。"),
        mend=_l("请返回上一步，刷新页面，看过最新情况后再办理。"),
    ),
    "missing_glyphs": Problem(
        title=_l("文件里有打印不出的字"),
        what=_l("字库里没有这些字：%(chars)s，PDF没有生成。"),
        mend=_l("请改用通用的写法，或联系系统管理员补充字库。"),
    ),
    "missing_facts": Problem(
        title=_l("还缺少必须填写的内容"),
        what=_l("办这一步要先写明的内容还没有写全，这次没有保存。"),
        mend=_l("请返回上一步，补全后再提交。"),
    ),
}
"""For refusals whose code says more than their status; blueprints add theirs with `describe`."""

REASONS = {
    "form_expired": Problem(
        title=_l("页面放得太久了，内容都还在"),
        what=_l("为了安全，打开太久的表单要再确认一次。您填写的内容一样也没有丢。"),
        mend=_l("请点“继续提交”。如果不是您自己填写的，请不要提交。"),
    ),
    "session_expired": Problem(
        title=_l("已经重新登录，内容都还在"),
        what=_l("登录过期时您提交的内容还在，还没有保存。"),
        mend=_l("请点“继续提交”。如果不是您自己填写的，请不要提交。"),
    ),
    "not_stored": Problem(
        title=_l("暂时没有保存成功，内容都还在"),
        what=_l("本站现在存不下新的内容，这一次没有提交成功。您填写的内容都在这个页面里，请不要关闭。"),
        mend=_l("请过几分钟点“继续提交”。事情紧急的，请直接打电话。"),
    ),
}
_STATUS_OF_REASON = {"form_expired": 400, "session_expired": 200, "not_stored": 503}


_SPEAKERS: dict[str, Callable[[int, str, str], Response]] = {}


def answer_below(prefix: str, speak: Callable[[int, str, str], Response]) -> None:
    """Have `speak` (status, code, sentences) answer the problems of all addresses below `prefix`: those of an
    interface whose standard has a form of its own for errors."""
    _SPEAKERS[prefix] = speak


def describe(code: str, problem: Problem) -> None:
    """Say what the refusal `code` means to people; placeholders are the error's values. Once a code."""
    if code in DOMAIN_PROBLEMS:
        raise ValueError(f"described twice: {code}")
    DOMAIN_PROBLEMS[code] = problem


def _readable(values: Mapping[str, object]) -> dict[str, str]:
    """An error's values as words: the state of a workflow by its name, all else as it is."""
    readable = {name: str(value) for name, value in values.items()}
    chinese = WORDS.get(f"{values.get('workflow')}_state", {}).get(readable.get("state", ""))
    if chinese:
        readable["state"] = _(chinese)
    return readable


def _filled(text: object, values: Mapping[str, str]) -> str:
    try:
        return str(text) % values if values else str(text)
    except (KeyError, ValueError, TypeError):  # a sentence must never turn a refusal into a failure of ours
        current_app.logger.exception("values do not fit the sentence %r", str(text))
        return str(text)


def _as_json(status: int, code: str, problem: Problem, values: Mapping[str, str]) -> Response:
    """RFC 9457: a type of our own is not published, so `about:blank` and the code beside it."""
    gap = " " if locale() == "en" else ""
    body = {
        "type": "about:blank",
        "title": _filled(problem.title, values),
        "status": status,
        "detail": f"{_filled(problem.what, values)}{gap}{_filled(problem.mend, values)}",
        "code": code,
    }
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")


def answer_problem(status: int, code: str, problem: Problem, values: Mapping[str, object]) -> Response:
    """The page (problem details below /api/) that says `problem`, its placeholders filled with `values`."""
    words = _readable(values)
    for prefix, speak in _SPEAKERS.items():
        if request.path.startswith(prefix):
            return speak(status, code, f"{_filled(problem.what, words)}{_filled(problem.mend, words)}")
    if request.path.startswith("/api/"):
        return _as_json(status, code, problem, words)
    # without context processors: they may need the very database that is gone
    page = current_app.jinja_env.get_template("portal/errors/error.html").render(
        title=_filled(problem.title, words),
        what=_filled(problem.what, words),
        mend=_filled(problem.mend, words),
        status=status,
        office=request.path.startswith("/office/"),
    )
    return make_response(page, status)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    status = error.code
    known = status if status in PROBLEMS else (500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400)
    code = HTTPStatus(status).name.lower() if status in HTTPStatus._value2member_map_ else "error"
    response = answer_problem(status, code, PROBLEMS[known], {})
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers.setdefault(name, value)  # Allow, Retry-After, WWW-Authenticate
    if isinstance(error, TooManyRequests):
        response.headers.setdefault("Retry-After", "60")
    if isinstance(error, RequestEntityTooLarge):
        response.headers["Connection"] = "close"  # the rest of the body is not read
    return response


def _domain_error(error: DomainError) -> Response:
    problem = DOMAIN_PROBLEMS.get(error.code) or PROBLEMS.get(error.status) or PROBLEMS[400]
    return answer_problem(error.status, error.code, problem, error.values)


def _csrf_error(_error: CSRFError) -> Response:
    """A form of ours that waited too long can be sent again; one sent from another site cannot."""
    if from_elsewhere():
        return answer_problem(400, "csrf", PROBLEMS[400], {})
    return resume_request("form_expired")


def from_elsewhere() -> bool:
    """Whether the request is not a form of our own pages."""
    return request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") or request.path.startswith(
        ("/api/", *_SPEAKERS)
    )


def resume_request(reason: str) -> Response:
    """The form of this request, to be sent once more."""
    query = request.query_string.decode("ascii", "replace")
    return resume_page(
        site_path(request.path) + (f"?{query}" if query else ""),
        list(request.form.items(multi=True)),
        reason,
        files=[name for name, file in request.files.items(multi=True) if file.filename],
    )


def resume_page(
    target_url: str, form_items: Iterable[tuple[str, str]], reason: str, *, files: Iterable[str] = ()
) -> Response:
    """The page that sends an already filled form once more, with a fresh token.

    In: the path that the form goes to, its (name, value) pairs with repeated names, a key of REASONS, and the
    fields that carried files (a page cannot give those back; it asks for them again). Out: status 200
    for an expired office session, 400 for an expired form, 503 for one that could not be stored. ValueError
    when `target_url` leaves this site.
    """
    if not is_local_path(target_url):
        raise ValueError("the form would leave this site")
    items = list(form_items)
    hidden = [(name, value) for name, value in items if name not in NEVER_ECHOED]
    left_out = any(name in NEVER_ECHOED and name != "csrf_token" and value for name, value in items)
    # without context processors, like every page for times when the database may be gone
    page = current_app.jinja_env.get_template("portal/errors/resume.html").render(
        target=target_url,
        items=hidden,
        problem=REASONS[reason],
        files=list(dict.fromkeys(files)),
        secrets=left_out,
    )
    return make_response(page, _STATUS_OF_REASON[reason])


def init_errors(app: Flask) -> None:
    """Answer every HTTP error, every refusal of a use case and (as 500) every unforeseen error of `app`."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
