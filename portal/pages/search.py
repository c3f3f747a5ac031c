"""查一查: a name, address, licence number or pinyin, answered with a verdict, its source and its date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.errors import Problem, describe
from portal.i18n import number, short_day, word
from portal.pages.places import County, load_counties, name_parts
from portal.pages.profile import Profile, profile_of
from portal.pages.registers import CountyLine, county_lines
from portal.pages.search_nearby import gazetteer, nearby_licensed
from portal.pages.showing import Words, fill, report_url, zh
from portal.templating import tel
from publishing.divisions.rules import Level
from publishing.kernel.web import now, public, read, settings, today
from publishing.registry.rules import LicenceStatus
from publishing.search.engines import IndexUnusable
from publishing.search.queries import CandidateValue, VerdictAnswer, find

blueprint = Blueprint("search", __name__)

LONGEST_QUERY = 200
"""Longer than any name with its address; more is a pasted text."""

describe(
    IndexUnusable.code,
    Problem(
        title=_l("查询暂时不能用"),
        what=_l("名单的索引正在准备，现在查不了。名单本身不受影响。"),
        mend=_l("请过几分钟再试，或者按县（市、区）看名单。"),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What was asked, as typed; `errors` are (id of the control, sentence)."""

    text: str
    county_code: str
    status_code: str
    county: County | None
    status: LicenceStatus | None
    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A kindergarten to choose, told from the others by its place."""

    id: str
    name: Markup
    place: Markup
    status: LicenceStatus


@blueprint.get("/search")
@public
def index() -> ResponseReturnValue:
    """The answer to ?q=, within ?county= and ?status= where given; without ?q= the bare form."""
    with read() as session:
        counties = load_counties(session)
        lines = county_lines(session, counties, today())
        question = _question(counties)
        if question.errors or "q" not in request.args:
            return _answer("portal/search.html", question, counties, status=422 if question.errors else 200)
        answer = find(
            session,
            settings(),
            question.text,
            county_code=question.county.code if question.county else None,
            status=question.status,
            as_of=today(),
        )
        profile = _profile(session, answer, counties)
    choices = [_choice(c) for c in answer.candidates if profile is None or c.id != profile.id]
    if profile is not None:
        return _answer("portal/search_one.html", question, counties, profile=profile, choices=choices)
    scope = _scope(question, lines)
    if answer.decision == "several":
        return _answer(
            "portal/search_several.html",
            question,
            counties,
            choices=choices,
            said=_said(answer),
            more=answer.agreeing > len(choices),
            scope=scope,
            report=report_url(name=question.text),
        )
    place = question.county or _county_meant(question.text, counties)
    kept = next((line for line in lines if line.county == place), None)
    without_list = [line.county for line in lines if line.confirmed_on is None]
    return _answer(
        "portal/search_none.html",
        question,
        counties,
        choices=choices,
        scope=scope,
        place=place,
        kept=kept,
        nearby=nearby_licensed(question.text, place, but={choice.id for choice in choices}),
        steps=_steps(question, place),
        without_list=without_list,
        without_list_words=zh("、".join(county.name for county in without_list)),
        now=now(),
    )


def _answer(
    template: str, question: Question, counties: Mapping[str, County], *, status: int = 200, **values: object
) -> Response:
    """A page that nobody keeps: what a parent looks for is nobody else's business."""
    page = render_template(
        template,
        question=question,
        county_options=[(county.slug, county.name) for county in counties.values()],
        summary=[{"text": text, "href": f"#{id_}"} for id_, text in question.errors],
        statuses=[(s.value, word("licence_status", s.value)) for s in LicenceStatus],
        **values,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _question(counties: Mapping[str, County]) -> Question:
    text = request.args.get("q", "").replace("\0", "").strip()
    county_code, status_code = request.args.get("county", ""), request.args.get("status", "")
    county = counties.get(county_code.ljust(12, "0") if len(county_code) == 6 else county_code)
    status = LicenceStatus(status_code) if status_code in set(LicenceStatus) else None
    errors = []
    if "q" in request.args and not text:
        errors.append(("q", _("请填写园名、地址或许可证号，例如“月山镇中心幼儿园”")))
    if len(text) > LONGEST_QUERY:
        errors.append(
            (
                "q",
                _(
                    "最多写%(n)s个字，现在有%(now)s个。请只写园名或地址",
                    n=LONGEST_QUERY,
                    now=number(len(text)),
                ),
            )
        )
    if county_code and county is None:
        errors.append(("county", _("没有这个县（市、区），请从列出的选项中选择")))
    if status_code and status is None:
        errors.append(("status", _("没有这种状态，请从列出的选项中选择")))
    return Question(
        text=text,
        county_code=county_code,
        status_code=status_code,
        county=county,
        status=status,
        errors=tuple(errors),
    )


def _profile(session: Session, answer: VerdictAnswer, counties: Mapping[str, County]) -> Profile | None:
    found = answer.kindergarten
    if found is None:
        return None
    return profile_of(session, found, county=counties[found.county_code], today=today())


def _choice(candidate: CandidateValue) -> Choice:
    parts = name_parts(candidate.name, county=candidate.county, township=candidate.township)
    place = candidate.address or f"{candidate.county}{candidate.township.removeprefix(candidate.county)}"
    return Choice(id=candidate.id, name=zh(*parts), place=zh(place), status=candidate.status)


def _said(answer: VerdictAnswer) -> str:
    """How many there are: of one name, or that fit."""
    names = {candidate.name for candidate in answer.candidates[: answer.agreeing]}
    if len(names) == 1 and 1 < answer.agreeing <= len(answer.candidates):
        return str(_("有%(n)s所同名", n=number(answer.agreeing)))
    return str(_("有%(n)s所相符", n=number(max(answer.agreeing, 1))))


def _scope(question: Question, lines: list[CountyLine]) -> Markup:
    """Which lists were searched, and how new they are."""
    asked = [line for line in lines if question.county in (None, line.county)]
    newest = max((line.confirmed_on for line in asked if line.confirmed_on), default=None)
    if newest is None:
        return fill(_("还没有公告过名单。"))
    if question.county is not None:
        return fill(_("%(county)s的名单，确认到%(day)s"), county=zh(question.county.name), day=_day(newest))
    listed = sum(line.confirmed_on is not None for line in lines)
    city = _(settings().city_name)
    if listed < len(lines):
        return fill(
            _("%(city)s%(all)s个县（市、区）中已经公告名单的%(n)s个，最近确认到%(day)s"),
            city=city,
            all=len(lines),
            n=listed,
            day=_day(newest),
        )
    return fill(
        _("%(city)s%(n)s个县（市、区）已经公告的名单，最近确认到%(day)s"),
        city=city,
        n=listed,
        day=_day(newest),
    )


def _day(value: date) -> Markup:
    return Markup('<span class="ming-nobr">{}</span>').format(short_day(value))


def _county_meant(text: str, counties: Mapping[str, County]) -> County | None:
    """The county that the words place it in, where all places they may mean lie in one."""
    found = {
        code
        for candidate in gazetteer().resolve(text).candidates
        if candidate.level is not Level.CITY
        for code in candidate.path.split("/")[1:2]
    }
    return counties.get(found.pop()) if len(found) == 1 else None


def _steps(question: Question, place: County | None) -> list[tuple[str, Words, Words]]:
    """Report it, with the name filled in; ask the county, or the city where the county is not known."""
    steps: list[tuple[str, Words, Words]] = [
        (
            report_url(name=question.text),
            _("请教育局去看一看"),
            _("填写地点和看到的情况，不用留姓名。园名已经替您填好。"),
        )
    ]
    bureau = (zh(place.office), place.hotline) if place and place.hotline else None
    office, phone = bureau or (_(settings().owner), settings().owner_phone)
    steps.append(
        (
            tel(phone),
            fill(_("打电话问%(office)s"), office=office),
            fill(_("%(phone)s（工作日）"), phone=phone),
        )
    )
    steps.append(("tel:12345", _("政务服务热线（全天）"), "12345"))
    if bureau is None:
        steps.append((url_for("counties.index"), _("各县（市、区）的监督举报电话"), ""))
    return steps
