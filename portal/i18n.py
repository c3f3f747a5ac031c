"""Which language and text size a visitor reads in, and how dates, numbers and codes look in it.

Chinese is at `/`, English at `/en/`; Chinese is also the message id. A public page is a pure function of
path and query: language comes from the path, large text from `?text=125|150`. A visitor's choice of size is
kept in a cookie, but no page reads it: the middleware makes it that query parameter for all that follow.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from babel.support import Translations
from flask import Blueprint, Flask, Response, current_app, has_request_context, redirect, request
from flask_babel import Babel, format_decimal
from flask_babel import gettext as _
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.http import parse_cookie

from publishing.kernel.clock import SHANGHAI
from publishing.kernel.web import public
from publishing.kernel.words import word as chinese_word

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TRANSLATIONS = Path(__file__).resolve().parent / "translations"
TEXT_SIZES = ("100", "125", "150")
BABEL_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}

_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CHINESE_WEEKDAYS = "一二三四五六日"
_ENGLISH_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

blueprint = Blueprint("reading", __name__)


class LocaleMiddleware:
    """Takes `/en` off the path and puts language and text size where the application finds them.

    In: any WSGI request. Out: environ["portal.locale"] is "zh" or "en", environ["portal.root"] the mount
    point without the language, environ["portal.text_size"] one of TEXT_SIZES. Must be the outermost layer,
    outside any cache, so that a cache sees one query per text size.
    """

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        english = path == "/en" or path.startswith("/en/")
        environ["portal.root"] = root
        environ["portal.locale"] = "en" if english else "zh"
        if english:
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = f"{root}/en", path[3:] or "/"
        _settle_text_size(environ)
        return self.wsgi_app(environ, start_response)


def _settle_text_size(environ: "WSGIEnvironment") -> None:
    query = environ.get("QUERY_STRING", "")
    asked = dict(parse_qsl(query)).get("text", "")
    remembered = parse_cookie(environ).get("text", "")
    size = next((size for size in (asked, remembered) if size in TEXT_SIZES), "100")
    environ["portal.text_size"] = size
    reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD") and "text/html" in environ.get("HTTP_ACCEPT", "")
    if reads and size != "100" and asked not in TEXT_SIZES:
        environ["QUERY_STRING"] = f"{query}&text={size}" if query else f"text={size}"


def locale() -> str:
    """ "zh" or "en": the language of this request; Chinese outside of one."""
    return str(request.environ.get("portal.locale", "zh")) if has_request_context() else "zh"


def text_size() -> str:
    """One of TEXT_SIZES, in percent."""
    return str(request.environ.get("portal.text_size", "100")) if has_request_context() else "100"


def root_path() -> str:
    """Where the application is mounted, without the language ("" at the top of the host)."""
    return str(request.environ.get("portal.root", request.root_path.rstrip("/")))


def site_path(path: str) -> str:
    """`path` (from DESIGN §6, like "/report/") in this request's language: "/en/report/" in English.

    For the layouts, which link to pages of every blueprint; inside a blueprint use url_for.
    """
    return f"{request.script_root}{path}"


def _query(more: Mapping[str, str] | None = None, *, without: tuple[str, ...] = ()) -> str:
    more = more or {}
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in without and k not in more]
    pairs += more.items()
    return f"?{urlencode(pairs)}" if pairs else ""


def query_url(**changes: str | int) -> str:
    """This page with some query parameters set anew and the others kept (pagers, tabs, text size)."""
    return site_path(request.path) + _query({name: str(value) for name, value in changes.items()})


def other_language_url() -> str:
    """This page in the other language with its query string; home where the page answers only to POST."""
    prefix = root_path() + ("" if locale() == "en" else "/en")
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not adapter.test(request.path, method="GET"):
        return f"{prefix}/"
    return f"{prefix}{request.path}{_query()}"


def next_text_size() -> str:
    """The size that the header's switch leads to: 100, 125, 150 and around again."""
    return TEXT_SIZES[(TEXT_SIZES.index(text_size()) + 1) % len(TEXT_SIZES)]


def text_size_url() -> str:
    """The address of the header's switch, which comes back to this page."""
    here = site_path(request.path) + _query(without=("text",))
    return f"{site_path('/text-size')}?{urlencode({'size': next_text_size(), 'next': here})}"


def is_local_path(url: str) -> bool:
    """Whether `url` stays on this site: a path from the root, without host, backslash, controls."""
    return url.startswith("/") and not url.startswith("//") and "\\" not in url and url.isprintable()


@blueprint.get("/text-size")
@public
def choose_text_size() -> Response:
    """Remember ?size= in a cookie and go to ?next=, whose address then carries the size and can be shared."""
    size = request.args.get("size", "")
    size = size if size in TEXT_SIZES else "100"
    target = request.args.get("next", "")
    target = target if is_local_path(target) else site_path("/")
    path, _mark, query = target.partition("?")
    pairs = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k != "text"]
    pairs += [] if size == "100" else [("text", size)]
    response = current_app.make_response(redirect(path + (f"?{urlencode(pairs)}" if pairs else "")))
    if size == "100":
        response.delete_cookie("text", samesite="Lax", secure=request.is_secure)
    else:
        year = 365 * 24 * 3600
        response.set_cookie(
            "text", size, max_age=year, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def _local(value: date | datetime) -> date | datetime:
    """A moment in the city's time; a day stays what it is. ValueError for a moment without a time zone."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return value.astimezone(SHANGHAI)


def day(value: date | datetime) -> str:
    """2026年11月20日, 20 November 2026."""
    v = _local(value)
    if locale() == "en":
        return f"{v.day} {_ENGLISH_MONTHS[v.month - 1]} {v.year}"
    return f"{v.year}年{v.month}月{v.day}日"


def short_day(value: date | datetime) -> str:
    """11月20日, 20 November."""
    v = _local(value)
    if locale() == "en":
        return f"{v.day} {_ENGLISH_MONTHS[v.month - 1]}"
    return f"{v.month}月{v.day}日"


def month(value: date | datetime) -> str:
    """2026年11月, November 2026."""
    v = _local(value)
    return f"{_ENGLISH_MONTHS[v.month - 1]} {v.year}" if locale() == "en" else f"{v.year}年{v.month}月"


def moment(value: datetime) -> str:
    """11月23日 16:32, 23 November 16:32."""
    return f"{short_day(value)} {_local(value):%H:%M}"


def full_moment(value: datetime) -> str:
    """2026年11月23日 16:32, 23 November 2026 16:32."""
    return f"{day(value)} {_local(value):%H:%M}"


def full_second(value: datetime) -> str:
    """2026年11月23日 16:32:05, 23 November 2026 16:32:05."""
    return f"{day(value)} {_local(value):%H:%M:%S}"


def weekday(value: date | datetime) -> str:
    """星期一, Monday."""
    index = _local(value).weekday()
    return _ENGLISH_WEEKDAYS[index] if locale() == "en" else f"星期{_CHINESE_WEEKDAYS[index]}"


def number(value: float) -> str:
    """1,186."""
    return str(format_decimal(value))


def word(kind: str, code: str) -> str:
    """The word of a code in the visitor's language, as in `word('tip_state', 'received')`."""
    return str(_(chinese_word(kind, code)))


def _vary_by_cookie(response: Response) -> Response:
    """The text size cookie may choose between two bodies of one address, and caches must know."""
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
    return response


def translator(translations: Path) -> Callable[..., str]:
    """`_` for templates. Flask-Babel's own looks for the visitor's language at each of a page's fifty words
    or more, through several layers; what it says is the same."""
    catalogues = {name: Translations.load(str(translations), [full]) for name, full in BABEL_LOCALES.items()}

    @pass_eval_context
    def translate(evaluated: EvalContext, text: str, /, **values: Any) -> str:
        found = catalogues[locale()].gettext(text)
        return (Markup(found) if evaluated.autoescape else found) % values  # noqa: S704 - as templates

    return translate


def init_babel(app: Flask, *, translations: Path = TRANSLATIONS) -> None:
    """Languages, filters and text size switch of `app`; `translations` holds `en/LC_MESSAGES/messages.mo`."""
    Babel(
        app,
        default_locale=BABEL_LOCALES["zh"],
        default_timezone=str(SHANGHAI),
        default_translation_directories=str(translations),
        locale_selector=lambda: BABEL_LOCALES[locale()],
    )
    filters: dict[str, Callable[..., Any]] = {
        "day": day,
        "short_day": short_day,
        "moment": moment,
        "full_moment": full_moment,
        "full_second": full_second,
        "month": month,
        "weekday": weekday,
        "number": number,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = translator(translations)
    functions: dict[str, Callable[..., Any]] = {
        "locale": locale,
        "html_language": lambda: HTML_LANGUAGES[locale()],
        "text_size": text_size,
        "text_size_url": text_size_url,
        "next_text_size": next_text_size,
        "other_language_url": other_language_url,
        "site_path": site_path,
        "query_url": query_url,
        "word": word,
    }
    app.jinja_env.globals.update(functions)
    app.register_blueprint(blueprint)
    app.after_request(_vary_by_cookie)
