"""The addresses of Open311, each with its format at the end, and what they have in common."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.tips.rules import CATEGORIES
from portal.api.open311 import requests
from portal.api.open311.answers import FORMATS, Refused, answer, refuse, speak
from portal.api.open311.posting import check_sender, post_request
from portal.api.open311.services import CHANGESET, definition, services
from portal.errors import answer_below
from publishing.divisions.queries import list_counties
from publishing.kernel.web import public, read, settings

blueprint = Blueprint("open311", __name__, url_prefix="/open311/v2")
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_CACHED = 600
_READS = ("GET", "HEAD", "OPTIONS")

answer_below("/open311/", speak)
blueprint.register_error_handler(Refused, refuse)


@blueprint.before_request
def check_what_is_sent() -> None:
    """Of POST only: the others send nothing."""
    if request.method == "POST":
        check_sender()


@blueprint.before_request
def check_jurisdiction() -> None:
    """There is one: the city. Another one that is named is not found; naming none is right too."""
    given = request.values.get("jurisdiction_id", "").strip()
    city = settings().city_code
    if given and given.lower() not in (city, city[:6], urlsplit(settings().public_url).hostname):
        raise Refused(404, _("没有“%(id)s”这个jurisdiction_id。可以不写。", id=given[:60]))


@blueprint.after_request
def open_to_pages(response: Response) -> Response:
    """What is published may be read by the script of any page; what is sent may not."""
    if request.method in _READS:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Link"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/")
@public
def explained() -> ResponseReturnValue:
    """The page for developers."""
    return redirect(url_for("about.open311"))


@blueprint.get("/discovery.<any(xml, json):form>")
@public
def discovery(form: str) -> Response:  # noqa: ARG001 (read by `answer`)
    """Where this interface is, in both languages, and whom to ask about it."""
    site = settings()
    endpoints = [
        {
            "specification": SPECIFICATION,
            "url": f"{site.public_url}{language}/open311/v2",
            "changeset": CHANGESET,
            "type": "test" if site.demo else "production",
            "formats": list(FORMATS.values()),
        }
        for language in ("", "/en")
    ]
    told = {
        "changeset": CHANGESET,
        "contact": _("%(owner)s，电话%(phone)s", owner=_(site.owner), phone=site.owner_phone),
        "key_service": _(
            "不用密钥就能发送。要替很多人发送的，请向%(owner)s申请api_key，电话%(phone)s",
            owner=_(site.owner),
            phone=site.owner_phone,
        ),
        "endpoints": endpoints,
    }
    return answer("discovery", told, cached=_CACHED)


@blueprint.get("/services.<any(xml, json):form>")
@public
def list_services(form: str) -> Response:  # noqa: ARG001 (read by `answer`)
    """What can be reported."""
    return answer("services", services(), cached=_CACHED)


@blueprint.get("/services/<service_code>.<any(xml, json):form>")
@public
def define_service(service_code: str, form: str) -> Response:  # noqa: ARG001 (read by `answer`)
    """The questions of a service."""
    if service_code not in CATEGORIES:
        told = _("没有“%(code)s”这个service_code。有哪些，请看services.xml。", code=service_code[:40])
        raise Refused(404, told)
    with read() as session:
        counties = list_counties(session)
    return answer("service_definition", definition(service_code, counties), cached=_CACHED)


@blueprint.route("/requests.<any(xml, json):form>", methods=["GET", "POST"])
@public
def list_or_post(form: str) -> Response:  # noqa: ARG001 (read by `answer`)
    """GET: published outcomes. POST: a report."""
    return post_request() if request.method == "POST" else requests.get_requests()


@blueprint.get("/requests/<request_id>.<any(xml, json):form>")
@public
def show_request(request_id: str, form: str) -> Response:  # noqa: ARG001 (read by `answer`)
    """One published outcome."""
    return requests.get_request(request_id)


@blueprint.get("/tokens/<token>.<any(xml, json):form>")
@public
def show_token(token: str, form: str) -> Response:  # noqa: ARG001 (read by `answer`)
    """Tokens of the standard, of which there are none."""
    return requests.get_token(token)
