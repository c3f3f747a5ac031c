"""What the register says while a report is made: the licensed kindergartens of the place, those of the name,
and what is meant where a licensed one is reported as unlicensed.

Nothing is decided for the reporter: 就是这一所 is a button, and every answer leaves the rest as it was.
"""

from dataclasses import dataclass, replace

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.tips.drafts import Draft, load_draft, save_draft
from portal.limits import NAME_CHECK, over_limit
from portal.pages.tip_form_draft import Report, browser_token, county_of, following, step, then
from portal.pages.tip_form_forms import MeantForm
from portal.pages.tip_form_where import chosen_code
from publishing.divisions.queries import get_division, path_divisions
from publishing.divisions.rules import Level, short_name
from publishing.kernel.errors import NotFound
from publishing.kernel.web import begin, now, public, read, settings, today
from publishing.registry.queries import KindergartenValue, get_kindergarten, list_kindergartens
from publishing.registry.rules import LicenceStatus
from publishing.search.engines import IndexUnusable
from publishing.search.queries import VerdictAnswer, find

UNLICENSED = "unlicensed"
ASKED_AFTER = ("what", "seen", "check")
"""The steps after which it may be asked what is meant."""
LICENSED = (LicenceStatus.LICENSED, LicenceStatus.CONDITIONAL)
_SHORTEST_NAME, _LONGEST_NAME = 2, 100
_MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Here:
    """The licensed kindergartens of a township, those of the chosen village first; `more` are not shown."""

    place: str
    kindergartens: tuple[KindergartenValue, ...]
    more: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OnRegister:
    """What the check page says: of the one that was pointed at, else of the name, and of the place."""

    chosen: KindergartenValue | None
    named: VerdictAnswer | None
    here: Here | None


def on_register(draft: Draft) -> OnRegister:
    """What the register says of this report."""
    chosen = pointed_at(draft.kindergarten_id)
    named = None if chosen else matching(draft, draft.kindergarten_name)
    return OnRegister(chosen=chosen, named=named, here=licensed_here(draft))


def pointed_at(kindergarten_id: str) -> KindergartenValue | None:
    """A kindergarten of the register by its id; None for none, or one that is not there."""
    if not kindergarten_id:
        return None
    try:
        with read() as session:
            return get_kindergarten(session, kindergarten_id, today=today())
    except NotFound:
        return None


def matching(draft: Draft, name: str) -> VerdictAnswer | None:
    """What the register says of a name; None for hardly a name, or while no index is built."""
    if len(name) < _SHORTEST_NAME:
        return None
    try:
        with read() as session:
            return find(session, settings(), name, county_code=county_of(draft), as_of=today())
    except IndexUnusable:
        return None


def licensed_here(draft: Draft) -> Here | None:
    """The licensed ones of the chosen village and its township; None where no township is known."""
    code = chosen_code(draft)
    if code is None:
        return None
    with read() as session:
        line = path_divisions(session, get_division(session, code).path)
        township = next((d for d in line if d.level is Level.TOWNSHIP), None)
        if township is None:
            return None
        listed, _total = list_kindergartens(session, township_code=township.code, today=today())
    found = [value for value in listed if value.status in LICENSED]
    found.sort(key=lambda value: value.facts.village_code != code)
    return Here(
        place=short_name(township.name, Level.TOWNSHIP),
        kindergartens=tuple(found[:_MOST_SHOWN]),
        more=max(len(found) - _MOST_SHOWN, 0),
    )


def with_kindergarten(draft: Draft, chosen: KindergartenValue) -> Draft:
    """The draft, about this kindergarten."""
    return replace(draft, kindergarten_id=chosen.id, kindergarten_name=chosen.facts.name[:_LONGEST_NAME])


def after(name: str, draft: Draft) -> str:
    """The address after a step: first what is meant, where a licensed one is reported as unlicensed."""
    chosen = pointed_at(draft.kindergarten_id) if UNLICENSED in draft.categories else None
    if chosen and chosen.status in LICENSED and draft.unlicensed_meant != chosen.id:
        return url_for("tip_form.meant", after=name, then=then())
    return on_from(name, draft)


def on_from(name: str, draft: Draft) -> str:
    """The address after a step whose question has been settled."""
    return url_for("tip_form.check") if name == "check" else following(name, draft)


@public
@step("check")
def known(report: Report) -> ResponseReturnValue:
    """就是这一所, or 不是这一所, pressed on the check page."""
    chosen = pointed_at(request.form.get("this", ""))
    if chosen is not None:
        draft = with_kindergarten(report.draft, chosen)
    else:
        draft = replace(report.draft, kindergarten_id="")
    _save(report, draft)
    return redirect(after("check", draft), 303)


@public
@step("what")
def meant(report: Report) -> ResponseReturnValue:
    """这所有证。您反映的是它的安全问题吗？ Until the problems are chosen anew, those that were stay."""
    draft, name = report.draft, request.args.get("after", "")
    chosen = pointed_at(draft.kindergarten_id)
    if chosen is None or UNLICENSED not in draft.categories or name not in ASKED_AFTER:
        return redirect(url_for("tip_form.check"), 303)
    form = MeantForm()
    if form.validate_on_submit():
        others = tuple(code for code in draft.categories if code != UNLICENSED)
        if form.meant.data == "danger" and not others:
            return redirect(url_for("tip_form.what", licensed=1, after=name, then=then()), 303)
        if form.meant.data == "danger":
            draft = replace(draft, categories=others)
        elif form.meant.data == "unlicensed":
            draft = replace(draft, unlicensed_meant=chosen.id)
        else:
            draft = replace(draft, kindergarten_id="")
        _save(report, draft)
        return redirect(on_from(name, draft), 303)
    page = render_template("portal/report/meant.html", form=form, kindergarten=chosen)
    return page, 422 if form.errors else 200


@public
def matches() -> ResponseReturnValue:
    """What the register says of the name that is being typed, as a piece of the page; a comfort of script.

    The name stands in the form and nowhere else. Whoever asks too often is told nothing, for a minute.
    """
    token = browser_token()
    with read() as session:
        draft = load_draft(session, token) if token else None
    if draft is None or over_limit(NAME_CHECK):
        return "", 204
    name = " ".join(request.form.get("kindergarten_name", "")[:_LONGEST_NAME].split())
    answer = matching(draft, name)
    if answer is None:
        return "", 204
    page = render_template(
        "portal/report/matches.html", answer=answer, unlicensed=UNLICENSED in draft.categories
    )
    return make_response(page)


def _save(report: Report, draft: Draft) -> None:
    with begin(together=True) as session:
        save_draft(session, report.token, draft, now())
