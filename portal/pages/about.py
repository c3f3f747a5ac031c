"""关于本站: what the site is, what it keeps of a visitor, how to use it, where to report its errors."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.tips.acknowledging import known_keys
from portal.i18n import locale
from portal.limits import VERDICT, items_of
from portal.pages import about_open311
from publishing.kernel.web import public, settings
from publishing.kernel.words import WORDS

blueprint = Blueprint("about", __name__)


@blueprint.get("/about/")
@public
def index() -> ResponseReturnValue:
    """What the register says and what it does not."""
    return render_template("portal/about/index.html")


@blueprint.get("/about/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How the site can be used, and what to do where it cannot."""
    return render_template("portal/about/accessibility.html")


@blueprint.get("/about/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of a visitor and of a reporter, who can see it, and how long."""
    return render_template("portal/about/privacy.html", secure=settings().secure_cookies)


@blueprint.get("/about/receipts")
@public
def receipts() -> ResponseReturnValue:
    """What an acknowledgement proves, and how to check it with programs that are not ours."""
    return render_template("portal/about/receipts.html", keys=known_keys(settings()))


@blueprint.get("/about/site-errors")
@public
def site_errors() -> ResponseReturnValue:
    """Where to say that something on the site is wrong."""
    return render_template("portal/about/site_errors.html", seen_at=request.args.get("page", ""))


@blueprint.get("/about/verdict-api")
@public
def verdict_api() -> ResponseReturnValue:
    """For developers: the answer of 查一查 as JSON."""
    words = " · ".join(f"{code} {text}" for code, text in WORDS["verdict"].items())
    base = f"{settings().public_url}{'/en' if locale() == 'en' else ''}"
    return render_template(
        "portal/about/verdict_api.html",
        example=f"curl -G '{base}/api/v1/verdict' --data-urlencode 'q=月山镇中心幼儿园'",
        verdict_words=words if locale() != "en" else ", ".join(WORDS["verdict"]),
        a_minute=items_of(VERDICT)[0].amount,
    )


@blueprint.get("/about/open311")
@public
def open311() -> ResponseReturnValue:
    """For developers of other apps."""
    return about_open311.open311()
