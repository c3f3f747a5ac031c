"""What follows signing in: the cookie that holds a token only, and the way back to what was asked for."""

import json
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request, url_for

from portal.devices import device_words
from portal.errors import resume_page
from publishing.kernel.web import settings

COOKIE = "office"


def session_token() -> str:
    """The token in this browser's cookie; empty where there is none."""
    return request.cookies.get(COOKIE, "")


def set_session_cookie(response: Response, token: str) -> None:
    """Gives the browser its session until it is closed."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=settings().secure_cookies, path="/"
    )


def this_device() -> str:
    """What the asking browser is, in a few words."""
    return device_words(request.user_agent.string)


def go_on(target: str, held: str) -> Response:
    """To the page that was asked for; a form that was being sent is given back to be sent once more."""
    target = _local_target(target)
    if held:
        return resume_page(target, _parse_held(held), "session_expired")
    return make_response(redirect(target))


def _local_target(target: str) -> str:
    """Only a path of this site; anything else is the work list."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\")):
        return url_for("work.index")
    return target


def _parse_held(text: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text)
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError):
        return []
