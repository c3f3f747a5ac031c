"""The report that a browser is filling in: its cookie, its draft, and which step comes next.

The cookie holds a random token and nothing else; the token is the key of the draft (`intake/tips/drafts.py`)
and, after sending, what the receipt code is derived from. Addresses carry neither answers nor tokens.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.tips.codes import derive_code
from intake.tips.drafts import Draft, load_draft
from intake.tips.queries import find_by_code
from intake.tips.values import ReporterView
from publishing.kernel.settings import secret
from publishing.kernel.web import now, read, settings

COOKIE = "draft"
FOLLOW_COOKIE = "follow"
"""Of the follow-up page; 快速离开 clears both."""
LEFT_COOKIE = "left"
"""Says nothing but that 快速离开 was pressed a short while ago."""
_LEFT_FOR = 10 * 60
STEPS = ("what", "where", "seen", "photos", "contact", "check")
UNKNOWN = "unknown"
"""The answer 不清楚 to a question about the place."""
CODE_SHOWN_FOR = timedelta(minutes=30)
_MAC = 32


@dataclass(frozen=True, slots=True)
class Report:
    """A report being filled in."""

    token: str
    draft: Draft


def receipts_secret() -> bytes:
    """The installation's secret behind receipt codes."""
    return secret(settings(), "receipts")


def new_token() -> str:
    """A token for a new draft: 256 random bits, the moment it was made, and our mark on both."""
    return make_token(secret(settings(), "drafts"), now())


def make_token(key: bytes, moment: datetime) -> str:
    """Such a token; `key` is the installation's secret `drafts`."""
    body = f"{secrets.token_urlsafe(32)}.{int(moment.timestamp())}"
    return f"{body}.{_mark(key, body)}"


def begun_at(token: str) -> datetime:
    """When the draft of a token of ours was begun."""
    return datetime.fromtimestamp(int(token.split(".")[1]), tz=UTC)


def browser_token() -> str:
    """The token in this browser's cookie; empty where there is none, or it is not one of ours."""
    token = request.cookies.get(COOKIE, "")
    body, _dot, mark = token.rpartition(".")
    return (
        token
        if body.count(".") == 1 and hmac.compare_digest(mark, _mark(secret(settings(), "drafts"), body))
        else ""
    )


def set_token(response: Response, token: str) -> None:
    """Gives the browser the token until it is closed; who begins anew after leaving is back on purpose."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=settings().secure_cookies)
    if LEFT_COOKIE in request.cookies:
        response.delete_cookie(LEFT_COOKIE)


def forget_token(response: Response) -> None:
    """Takes the token from the browser: neither draft nor code can be shown again."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=settings().secure_cookies)


def remember_leaving(response: Response) -> None:
    """For ten minutes pages of a report that are no more lead away again: Back shows nothing."""
    response.set_cookie(
        LEFT_COOKIE,
        "1",
        max_age=_LEFT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )


def gone(otherwise: str) -> ResponseReturnValue:
    """Where a page leads that needs what this browser does not have (any more)."""
    left = LEFT_COOKIE in request.cookies and request.method in ("GET", "HEAD")
    return redirect(settings().leave_url if left else otherwise, 303)


def code_of(token: str) -> str:
    """The receipt code that sending this draft gives, or gave."""
    return derive_code(receipts_secret(), token)


def receipt_of(token: str) -> ReporterView | None:
    """The tip that this draft has become; None while it has not been sent."""
    if not token:
        return None
    with read() as session:
        return find_by_code(session, code_of(token), secret=receipts_secret())


def may_show_code(receipt: ReporterView) -> bool:
    """Whether the code may still be shown to the browser that sent the report."""
    return now() < receipt.received_at + CODE_SHOWN_FOR


def place_parts(draft: Draft) -> tuple[str, str]:
    """What was written about the place: township or village, and where exactly."""
    town, _newline, detail = draft.place_words.partition("\n")
    return town, detail


def county_of(draft: Draft) -> str | None:
    """The chosen county's code; None where it is not known."""
    return draft.county_code if draft.county_code not in ("", UNKNOWN) else None


def first_gap(draft: Draft) -> str | None:
    """The first step that still lacks an answer; None when the report can be sent."""
    if not draft.categories:
        return "what"
    if not draft.county_code or not (place_parts(draft)[1] or draft.position):
        return "where"
    return None if draft.text else "seen"


def then() -> str | None:
    """The parameter of an address that leads back to the check, for a reporter who came from there."""
    return "check" if request.args.get("then") == "check" else None


def following(step: str, draft: Draft) -> str:
    """The address after `step`: the next one, or the check where the reporter came from there."""
    if then() and first_gap(draft) is None:
        return url_for("tip_form.check")
    return url_for(f"tip_form.{STEPS[STEPS.index(step) + 1]}")


def step(name: str) -> Callable[[Callable[[Report], ResponseReturnValue]], Callable[[], ResponseReturnValue]]:
    """Gives a view the report of this browser.

    A reader without a draft goes to the start, one who is ahead of an open question to that question, one who
    has sent it to the receipt. What is posted without a draft (it was too old) begins a new one: nothing
    entered is lost.
    """

    def decorate(view: Callable[[Report], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def wrapped() -> ResponseReturnValue:
            token = browser_token()
            with read() as session:
                draft = load_draft(session, token) if token else None
            if draft is not None:
                return _ahead(name, draft) or view(Report(token, draft))
            if receipt_of(token) is not None:
                return redirect(url_for("tip_form.sent"), 303)
            if request.method in ("GET", "HEAD"):
                return gone(url_for("tip_form.start", anew=1))
            token = new_token()
            response = make_response(view(Report(token, Draft())))
            set_token(response, token)
            return response

        return wrapped

    return decorate


def _ahead(name: str, draft: Draft) -> ResponseReturnValue | None:
    """The way back to the first open question, for a reader who is past it."""
    gap = first_gap(draft)
    if request.method == "POST" or gap is None or STEPS.index(gap) >= STEPS.index(name):
        return None
    return redirect(url_for(f"tip_form.{gap}", first=1), 303)


def _mark(key: bytes, body: str) -> str:
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()[:_MAC]
