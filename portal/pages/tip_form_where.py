"""第2步 of a report: the place, in the reporter's words, then from candidates or lists; never guessed.

A place is taken from words only where they mean one village; of several the reporter chooses, and 不清楚 is
an answer at every point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.tips.drafts import Draft, save_draft
from portal.pages.tip_form_draft import UNKNOWN, Report, county_of, following, place_parts, step, then
from portal.pages.tip_form_forms import ListForm, PinnedWhereForm, WhereForm, WhichForm
from portal.pages.tip_form_position import proposed_county, shown_position
from publishing.divisions.queries import (
    get_division,
    list_children,
    list_counties,
    list_level,
    path_divisions,
)
from publishing.divisions.resolving import NOTHING, Candidate, Gazetteer, Resolution
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.web import begin, extension, now, public, read

if TYPE_CHECKING:
    from portal.app import GazetteerCache

FROM_LIST, TO_POSITION = "list", "position"
_LONGEST_TOWN, _LONGEST_DETAIL = 100, 1000


def gazetteer() -> Gazetteer:
    """The divisions, ready to resolve words."""
    return cast("GazetteerCache", extension("gazetteer")).get()


def spoken_place(draft: Draft) -> str:
    """The words about the place in one line, the larger place first."""
    return "，".join(part for part in place_parts(draft) if part)


def chosen_code(draft: Draft) -> str | None:
    """The smallest division that was chosen or understood; None where not even the county is known."""
    return draft.division_code or draft.township_code or county_of(draft)


def path_of_place(session: Session, draft: Draft) -> str:
    """The path of the place; the city's where nothing is known."""
    code = chosen_code(draft)
    return (get_division(session, code) if code else list_level(session, Level.CITY)[0]).path


def place_label(session: Session, draft: Draft) -> str:
    """博爱县月山镇花园村, as the lists understand the place; empty where not even the county is known."""
    if chosen_code(draft) is None:
        return ""
    line = path_divisions(session, path_of_place(session, draft))
    return "".join(short_name(d.name, d.level) for d in line if d.level is not Level.CITY)


def is_village(session: Session, draft: Draft) -> bool:
    """Whether the place is known down to its village."""
    code = chosen_code(draft)
    return code is not None and get_division(session, code).level is Level.VILLAGE


def understand(draft: Draft) -> Resolution:
    """What the words about the place mean; the field for the place decides before the description does."""
    town, _detail = place_parts(draft)
    readings = [
        gazetteer().resolve(text, within=county_of(draft)) for text in (town, spoken_place(draft)) if text
    ]
    sure = (reading for reading in readings if _one_village(reading))
    told = (reading for reading in readings if reading.candidates)
    return next(sure, None) or next(told, NOTHING)


def _one_village(reading: Resolution) -> bool:
    return reading.decision == "one" and reading.candidates[0].level is Level.VILLAGE


@public
@step("where")
def where(report: Report) -> ResponseReturnValue:
    """The place in words. One sure village is taken; several are asked about; none leads to the lists."""
    draft = report.draft
    town, detail = place_parts(draft)
    with read() as session:
        counties = list_counties(session)
        kept, proposed = shown_position(session, draft.position), proposed_county(session, draft)
    # the reporter comes back from the position: what it proposes is selected, for everybody to see and change
    asks_anew = "placed" in request.args and draft.county_code == UNKNOWN
    county = proposed if proposed and (asks_anew or not draft.county_code) else draft.county_code
    form_class = PinnedWhereForm if draft.position else WhereForm
    form = form_class(data={"county": county, "town": town, "detail": detail})
    form.county.choices = [("", _("请选择")), *((c.code, c.name) for c in counties), (UNKNOWN, _("不清楚"))]
    if request.form.get("go") == TO_POSITION:
        # what is on the page so far goes along; it is looked at when the reporter comes back
        code = form.county.data if form.county.data in {c.code for c in counties} else ""
        draft = _with_words(draft, code or draft.county_code, form)
        return _keep(report, draft, url_for("tip_form.position", then=then()))
    wants_list = request.form.get("go") == FROM_LIST
    if form.validate_on_submit() and not (wants_list and form.county.data == UNKNOWN):
        return _settle(report, _with_words(draft, form.county.data, form), wants_list=wants_list)
    if wants_list and form.county.data == UNKNOWN:
        form.county.errors = [_("从名单里选，要先选县（市、区）")]
    page = render_template(
        "portal/report/where.html", form=form, kept=kept, proposed=bool(proposed) and county == proposed
    )
    return page, 422 if form.errors else 200


def _with_words(draft: Draft, county: str, form: WhereForm) -> Draft:
    """The draft with county and words; other ones than before are another place."""
    detail = (form.detail.data or "")[:_LONGEST_DETAIL]
    words = f"{' '.join((form.town.data or '').split())[:_LONGEST_TOWN]}\n{detail}"
    if (county, words) == (draft.county_code, draft.place_words):
        return draft
    return replace(
        draft,
        county_code=county,
        place_words=words,
        division_code="",
        township_code="",
        village_code="",
    )


def _settle(report: Report, draft: Draft, *, wants_list: bool) -> ResponseReturnValue:
    """Keeps the words and goes where they lead."""
    if wants_list:
        return _keep(report, draft, url_for("tip_form.listed", then=then()))
    if draft.division_code:
        return _keep(report, draft, following("where", draft))
    reading = understand(draft)
    if _one_village(reading):
        draft = replace(draft, division_code=reading.candidates[0].code)
        return _keep(report, draft, following("where", draft))
    if reading.candidates:
        return _keep(report, draft, url_for("tip_form.which", then=then()))
    if county_of(draft):
        return _keep(report, draft, url_for("tip_form.listed", unread=1, then=then()))
    return _keep(report, draft, following("where", draft))


@public
@step("where")
def which(report: Report) -> ResponseReturnValue:
    """是哪一个？ The candidates, and 都不是 and 不知道 beside them."""
    candidates = understand(report.draft).candidates
    if not candidates:
        return redirect(url_for("tip_form.where", then=then()), 303)
    form = WhichForm()
    form.place.choices = [(c.code, _marked(" ".join(c.names), new=c.provisional)) for c in candidates]
    if county_of(report.draft):
        form.place.choices.append((FROM_LIST, _("都不是，我从名单里选")))
    else:
        form.place.choices.append((FROM_LIST, _("都不是，我改一改地点")))
    form.place.choices.append((UNKNOWN, _("不知道")))
    if form.validate_on_submit():
        return _answered(report, form.place.data, candidates)
    alike = [candidate for candidate in candidates if candidate.names[-1] == candidates[0].names[-1]]
    page = render_template(
        "portal/report/which.html",
        form=form,
        words=spoken_place(report.draft),
        name=candidates[0].names[-1],
        alike=len(alike),
        dividers=_dividers(candidates, alike),
    )
    return page, 422 if form.errors else 200


def _dividers(candidates: Sequence[Candidate], alike: Sequence[Candidate]) -> dict[str, str]:
    """Words between the places of one name, those with others, and the answers that are no place."""
    other = next((one.code for one in candidates if one not in alike), None)
    near = {other: _("名称相近的")} if other is not None and len(alike) > 1 else {}
    return {**near, FROM_LIST: _("或者")}


def _answered(report: Report, answer: str, candidates: Iterable[Candidate]) -> ResponseReturnValue:
    draft = replace(report.draft, division_code="", township_code="", village_code="")
    if answer == UNKNOWN:
        return _keep(report, draft, following("where", draft))
    if answer == FROM_LIST:
        target = "tip_form.listed" if county_of(draft) else "tip_form.where"
        return _keep(report, draft, url_for(target, then=then()))
    chosen = next(candidate for candidate in candidates if candidate.code == answer)
    codes = [code for code in chosen.path.split("/") if code]
    # the path runs city, county, township, village
    if len(codes) > 1:
        draft = replace(draft, county_code=codes[1])
    if len(codes) > 2:
        draft = replace(draft, township_code=codes[2])
    if chosen.level is Level.VILLAGE:
        draft = replace(draft, division_code=chosen.code)
        return _keep(report, draft, following("where", draft))
    return _keep(report, draft, url_for("tip_form.listed", then=then()))


@public
@step("where")
def listed(report: Report) -> ResponseReturnValue:
    """Township, then (列出村（社区）) the villages of it."""
    draft = report.draft
    county = county_of(draft)
    if county is None:
        return redirect(url_for("tip_form.where", then=then()), 303)
    form = ListForm(data={"township": draft.township_code, "village": draft.division_code})
    with read() as session:
        county_name = get_division(session, county).name
        townships = list_children(session, county)
        shown = draft.township_code if draft.township_code in {t.code for t in townships} else ""
        villages = list_children(session, shown) if shown else ()
    form.township.choices = [("", _("请选择")), *_options(townships), (UNKNOWN, _("不清楚"))]
    form.village.choices = [("", _("请选择")), *_options(villages), (UNKNOWN, _("不清楚"))]
    if form.validate_on_submit():
        township, village = form.township.data, form.village.data
        if township == UNKNOWN:
            draft = replace(draft, township_code="", division_code="")
            return _keep(report, draft, following("where", draft))
        if township != form.listed.data or request.form.get("go") == FROM_LIST:
            draft = replace(draft, township_code=township, division_code="")
            return _keep(report, draft, url_for("tip_form.listed", then=then()))
        if village == UNKNOWN:
            draft = replace(draft, township_code=township, division_code=township)
            return _keep(report, draft, following("where", draft))
        if village in {v.code for v in villages}:
            draft = replace(draft, township_code=township, division_code=village)
            return _keep(report, draft, following("where", draft))
        form.village.errors = [_("请选择村（社区），不知道就选“不清楚”")]
    page = render_template(
        "portal/report/listed.html",
        form=form,
        shown=shown,
        county_name=county_name,
        unread=spoken_place(draft) if "unread" in request.args else "",
    )
    return page, 422 if form.errors else 200


def _options(divisions: Iterable[Division]) -> list[tuple[str, str]]:
    return [(d.code, _marked(short_name(d.name, d.level), new=d.provisional)) for d in divisions]


def _marked(name: str, *, new: bool) -> str:
    """The name, with a word where an office added the place because the official table lacks it."""
    return _("%(name)s（新社区）", name=name) if new else name


def _keep(report: Report, draft: Draft, target: str) -> ResponseReturnValue:
    with begin(together=True) as session:
        save_draft(session, report.token, draft, now())
    return redirect(target, 303)
