"""The security headers of every response: pages, files, errors.

Nothing may be loaded but our own styles, scripts and pictures: nothing inline, nothing from elsewhere, and
nobody may frame us. A view may answer with another value of its own (downloads add `sandbox`).
"""

from collections.abc import Iterable

from flask import Flask, Response, request


def content_security_policy(pictures: Iterable[str] = ()) -> str:
    """The policy of a page; `pictures` are origins that its pictures may come from besides our own."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            " ".join(("img-src 'self'", *pictures)),
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "manifest-src 'self'",
        )
    )


CONTENT_SECURITY_POLICY = content_security_policy()
_PERMISSIONS = "camera=(), geolocation=%s, microphone=(), payment=(), usb=()"
_TWO_YEARS = 2 * 365 * 24 * 3600


def security_headers(*, secure: bool) -> dict[str, str]:
    """Headers of every response, also of layers that answer before Flask. `secure`: it came by HTTPS."""
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": _PERMISSIONS % "()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}"
    return headers


def allow_marking(response: Response, *, pictures: Iterable[str]) -> None:
    """Lets this one page ask the browser for its position, and load a map's pictures from their hosts."""
    response.headers["Permissions-Policy"] = _PERMISSIONS % "(self)"
    response.headers["Content-Security-Policy"] = content_security_policy(pictures)


def add_headers(response: Response) -> Response:
    """Complete `response`; what the view set stays. One that says nothing about caching is not stored."""
    for name, value in security_headers(secure=request.is_secure).items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def init_headers(app: Flask) -> None:
    """Put the headers on every response of `app`, errors and static files included."""
    # Flask-WTF compares the Referer on HTTPS, which `no-referrer` keeps browsers from sending: with its check
    # every form would be refused. The token protects; cookies are SameSite besides.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.after_request(add_headers)
