"""What the form of a step is filled with before it is shown: choices, what is known already, previews."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.cases.rules import is_published
from intake.desk import tips_forms as forms
from intake.desk.patrols_forms import KINDERGARTEN
from intake.desk.tips_acts_county import CountyForm, fill_counties
from intake.desk.tips_acts_time import ExtendForm, FirstVisitForm, fill_extension
from intake.desk.tips_people import candidates, proposal
from intake.desk.tips_reply_words import first_words, read_by_reporter, ready_words, who_reads
from intake.desk.tips_visit_form import VisitFields
from intake.desk.tips_visit_places import finding_places
from intake.desk.tips_words import CERTAINTY_WORDS
from intake.ledger.queries import items_of_tip
from intake.tips.queries import similar_open
from intake.tips.rules import CERTAIN
from intake.tips.showing import place_names
from intake.tips.telling import telling_of
from intake.tips.values import TipValue
from intake.wordings.rules import open_gaps
from intake.workflows import LEDGER_TERMINAL
from publishing.divisions.queries import get_division
from publishing.divisions.resolving import Candidate, Gazetteer
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import extension

_MOST_PLACES = 6
_NOTHING_READY = {"ready": (), "may_word": False, "may_preview": False, "reads": ""}
"""Of steps that write nothing to the reporter."""


def only_shows(posted: Mapping[str, str]) -> bool:
    """Whether a button was pressed that shows the form again, with more, instead of sending it."""
    return any(name in posted for name in ("more", "preview", "find"))


def fill(
    session: Session, tip: TipValue, form: forms.StepForm, *, actor: Actor, today: date
) -> dict[str, Any]:
    """Gives the form its choices, an empty one what is known, and returns what its page shows besides."""
    fresh = request.method != "POST"
    shown: dict[str, Any] = {}
    match form:
        case forms.AcceptForm():
            shown = _accept(session, tip, form, actor, today, fresh=fresh)
        case forms.AssignForm():
            shown = _person(session, tip, form, actor, today)
        case forms.PullBackForm():
            form.person_id.choices = [("", _("请选择")), *candidates(session, tip, actor=actor)]
        case forms.MergeForm():
            shown = _merge(session, tip, form, actor)
        case forms.ConcludeForm():
            shown = {"open_items": _open_items(session, tip)}
        case forms.ReplyForm():
            shown = _reply(session, tip, form, actor, today, fresh=fresh)
        case forms.AskForm() | forms.DeclineForm() | forms.TransferForm():
            shown = _told(session, tip, form, actor, today, fresh=fresh)
        case FirstVisitForm():
            form.visited_on.data = today if fresh else form.visited_on.data
        case CountyForm():
            shown = fill_counties(session, tip, form, actor=actor)
        case ExtendForm():
            shown = fill_extension(session, tip, form, fresh=fresh)
        case forms.ReportForm() | forms.FollowUpForm():
            _visit(session, tip, form, actor, today, fresh=fresh)
    return {**_NOTHING_READY, **shown}


def _person(
    session: Session, tip: TipValue, form: forms.PersonForm, actor: Actor, today: date
) -> dict[str, Any]:
    proposed = proposal(session, tip, on=today)
    by_rule = _("按责任区：%(who)s", who=proposed.who)
    form.person_id.choices = [("", by_rule), *candidates(session, tip, actor=actor)]
    return {"proposed": proposed}


def _accept(
    session: Session, tip: TipValue, form: forms.AcceptForm, actor: Actor, today: date, *, fresh: bool
) -> dict[str, Any]:
    if fresh:
        form.track.data = form.track.data or "tip"
        form.category.data = tip.category
        form.urgency.data = tip.urgency
    asked = " ".join(request.values.get("where", "").split())[:200]
    words = asked or ("" if tip.place_certainty in CERTAIN else f"{tip.place_words} {tip.kindergarten_name}")
    found = _places(words, actor)
    places = {tip.division_code: str(_("%(place)s（不改）", place="".join(tip.place)))}
    for candidate in found:
        places.setdefault(candidate.code, candidate.full_name)
    # `?place=`: a community that was added for this tip a moment ago
    chosen = form.division_code.data or request.args.get("place", "") or tip.division_code
    form.division_code.data = chosen
    if chosen not in places:
        # chosen before the words above it were changed; a code that is none is refused by the step itself
        places.update(_named(session, chosen))
    form.division_code.choices = list(places.items())
    hints = {
        code: _("交给%(who)s", who=proposal(session, tip, on=today, division_code=code).who)
        for code in places
    }
    shown = _person(session, tip, form, actor, today)
    certainty = str(CERTAINTY_WORDS[tip.place_certainty])
    return {
        **shown,
        "place_hints": hints,
        "where": asked,
        "certainty": certainty,
        "nothing_found": asked and not found,
        "may_add_place": actor.may(Permission.PLACE_MANAGE),
    }


def _named(session: Session, code: str) -> dict[str, str]:
    try:
        return {code: "".join(place_names(session, get_division(session, code).path))}
    except NotFound:
        return {}


def _places(words: str, actor: Actor) -> tuple[Candidate, ...]:
    """Places that words may mean, within this person's jurisdiction."""
    if not words.strip():
        return ()
    gazetteer = cast(Gazetteer, extension("gazetteer").get())  # type: ignore[attr-defined]
    own = [code for code in actor.division_path.split("/") if code][-1]
    return tuple(gazetteer.resolve(words, within=own).candidates[:_MOST_PLACES])


def _merge(session: Session, tip: TipValue, form: forms.MergeForm, actor: Actor) -> dict[str, Any]:
    similar = similar_open(session, tip.id, actor=actor)
    telling = telling_of(session, tip.id)
    if telling is not None and telling.same_as is not None:
        if request.method != "POST":
            form.survivor_id.data = str(telling.same_as[0])
        if telling.same_as[0] not in {other.id for other in similar}:
            form.number.data = form.number.data or telling.same_as[1]
    form.survivor_id.choices = [(str(other.id), other.number) for other in similar]
    return {"similar": similar}


def _open_items(session: Session, tip: TipValue) -> tuple[str, ...]:
    return tuple(i.number for i in items_of_tip(session, tip.id) if i.state not in LEDGER_TERMINAL)


def _told(
    session: Session, tip: TipValue, form: forms.StepForm, actor: Actor, today: date, *, fresh: bool
) -> dict[str, Any]:
    """Asking, declining and passing on: one's own wordings, and what the reporter will read."""
    step, field = next((s, f) for s, kind, f in _TELLING if isinstance(form, kind))
    ready = ready_words(session, tip, step, today=today)
    if fresh:
        form[field].data = first_words(ready, request.args.get("words", "")) or form[field].data
    written = {one.name: str(one.data or "").strip() for one in form}
    return {
        "ready": ready,
        "may_word": actor.may(Permission.WORDING_MANAGE),
        "reads": read_by_reporter(step, written),
        "may_preview": True,
    }


_TELLING: tuple[tuple[str, type[forms.StepForm], str], ...] = (
    ("ask", forms.AskForm, "question"),
    ("decline", forms.DeclineForm, "reason"),
    ("transfer", forms.TransferForm, "reason"),
)
"""Step, form, and the field that a wording begins."""


def _reply(
    session: Session, tip: TipValue, form: forms.ReplyForm, actor: Actor, today: date, *, fresh: bool
) -> dict[str, Any]:
    ready = ready_words(session, tip, "reply", today=today)
    if fresh:
        form.wording.data = first_words(ready, request.args.get("words", ""))
    published = is_published(tip.category) and tip.division_path.count("/") > 1
    return {
        "ready": ready,
        "may_word": actor.may(Permission.WORDING_MANAGE),
        "open": open_gaps(form.wording.data or ""),
        "published": published,
        "who_reads": who_reads(tip, published=published),
    }


def _visit(
    session: Session, tip: TipValue, form: VisitFields, actor: Actor, today: date, *, fresh: bool
) -> None:
    places = finding_places(session, tip, actor=actor, today=today)
    form.offer_places(places)
    if not fresh:
        return
    form.begin(visited_on=today, scope="".join(tip.place))
    first = form.findings.entries[0].form
    first.premises.data = tip.kindergarten_name or tip.place_words[:200]
    own = f"{KINDERGARTEN}{tip.kindergarten_id}"
    first.where.data = own if own in dict(places) else ""
