"""What the public pages share: answers that may be cached, Chinese words inside English pages, addresses."""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Response, make_response, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from portal.i18n import locale, site_path
from publishing.kernel.settings import Settings

CACHED = "public, max-age=60"
"""A page that is a function of register, day and address; a new announcement is seen within a minute."""

Words = str | Markup
Phone = tuple[Words, str]
"""(who answers, number), as the macros `tels` and `call` take it."""


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """A page that anybody's cache may keep for a minute."""
    response = make_response(render_template(template, **values), status)
    if status == 200:
        response.headers["Cache-Control"] = CACHED
    return response


def zh(*parts: str) -> Markup:
    """Chinese words, which may break only between `parts`; an English page marks them as Chinese."""
    joined = Markup("<wbr>").join(parts)
    return Markup('<span lang="zh-CN">{}</span>').format(joined) if locale() == "en" else joined


def fill(sentence: str, **values: object) -> Markup:
    """A translated sentence whose %(name)s are filled with words or markup."""
    return Markup(sentence) % values  # noqa: S704 - the sentence is ours, the values are escaped


def together(sentences: Iterable[Words]) -> Markup:
    """Sentences after one another, as the language of the page sets them."""
    space = Markup(" ") if locale() == "en" else Markup("")
    return space.join(sentences)


def number_words(number: str) -> Markup:
    """发文字号 whose 〔2026〕3号 stays on one line."""
    prefix, mark, rest = number.partition("〔")
    whole = Markup('{}<span class="ming-nobr">{}</span>').format(prefix, mark + rest) if mark else number
    return (
        Markup('<span lang="zh-CN">{}</span>').format(whole)
        if locale() == "en"
        else Markup("{}").format(whole)
    )


def link(url: str, text: Words, *, css: str = "govuk-link") -> Markup:
    """A link inside a sentence or a list of facts."""
    return Markup('<a class="{}" href="{}">{}</a>').format(css, url, text)


def report_url(*, name: str = "", kindergarten_id: str = "") -> str:
    """The tip form, with the kindergarten's name (and id) filled in already."""
    given = {"name": name, "kindergarten": kindergarten_id}
    query = urlencode({key: value for key, value in given.items() if value})
    return site_path("/report/") + (f"?{query}" if query else "")


def city_phones(settings: Settings) -> list[Phone]:
    """The hotline and the city bureau."""
    return [
        (_("政务服务热线（全天）"), "12345"),
        (_("%(owner)s（工作日）", owner=_(settings.owner)), settings.owner_phone),
    ]
