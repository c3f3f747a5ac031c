"""What is looked up while a caller speaks: the place, the register, similar open cases, the order number."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.phone_form import ANEW, JOIN, NONE, UNSURE, UPDATE, PhoneForm
from intake.tips.alike import Near, near_of, similar_to_call
from intake.tips.orders import OrderValue, find_order, leading_tip
from intake.tips.placing import place_of
from intake.tips.showing import place_names
from publishing.divisions.resolving import Candidate, Gazetteer
from publishing.divisions.rules import county_code_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.settings import Settings
from publishing.kernel.web import extension
from publishing.kernel.words import word
from publishing.search.engines import IndexUnusable
from publishing.search.queries import VerdictAnswer, find

_MOST_PLACES = 6
_MOST_NAMES = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What was found; `places` only where the words mean several."""

    places: tuple[Candidate, ...]
    understood: str
    """The place as it is understood; empty where not even the county is known."""
    register: VerdictAnswer | None
    near: tuple[Near, ...]
    order: OrderValue | None
    """The order of this number that is there already."""
    order_case: Near | None
    """The case that has it; None where it is not this person's to know."""

    @property
    def stamp(self) -> str:
        """Of everything that has to be decided; empty where nothing has."""
        found = [candidate.id for candidate in self.register.candidates] if self.register else []
        one = self.register.kindergarten.id if self.register and self.register.kindergarten else ""
        parts = [*(str(each.id) for each in self.near), *found, one]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16] if any(parts) else ""


def look_up(session: Session, settings: Settings, form: PhoneForm, *, actor: Actor, today: date) -> Look:
    """Looks up what the form says, within this person's jurisdiction, and gives the form its choices."""
    gazetteer = cast(Gazetteer, extension("gazetteer").get())  # type: ignore[attr-defined]
    known = {code for code, _name in form.county.choices or () if code}
    county = form.county.data if form.county.data in known else None
    words = form.place_words.data or ""
    places: tuple[Candidate, ...] = ()
    if words.strip():
        found = gazetteer.resolve(words, within=county)
        places = found.candidates[:_MOST_PLACES] if found.decision == "several" else ()
    named = [(each.code, each.full_name) for each in places]
    form.place.choices = [*named, (UNSURE, _("都不是，或者对方说不清"))] if named else []
    chosen = form.chosen("place")
    picked = chosen if chosen and chosen != UNSURE else county
    place = place_of(session, gazetteer, picked, words)
    register = _register(session, settings, form, county_code_of(place.path), today)
    names = place_names(session, place.path)
    order = find_order(session, form.channel.data or "", form.order_number.data or "")
    look = Look(
        places=places,
        understood="".join(names) if picked or place.certainty == "confident" else "",
        register=register,
        near=similar_to_call(
            session,
            actor=actor,
            division_path=place.path,
            categories=form.categories.data or [],
            kindergarten_id=form.chosen("kindergarten_id") or None,
            kindergarten_name=" ".join((form.kindergarten_name.data or "").split()),
            place_words=words,
            text=form.text.data or "",
        ),
        order=order,
        order_case=_case_of(session, order, actor) if order is not None else None,
    )
    form.same_as.choices = _near_choices(look.near)
    form.known_order.choices = _order_choices(look)
    return look


def _register(
    session: Session, settings: Settings, form: PhoneForm, county: str | None, today: date
) -> VerdictAnswer | None:
    name = (form.kindergarten_name.data or "").strip()
    form.kindergarten_id.choices = []
    if not name:
        return None
    try:
        answer = find(session, settings, name, county_code=county, as_of=today)
    except IndexUnusable:
        return None
    rows = [(each.id, each.name, each.county, each.township, each.status.value) for each in answer.candidates]
    form.kindergarten_id.choices = [
        (
            code,
            _(
                "%(name)s（%(place)s，%(status)s）",
                name=known,
                place=county_name + town.removeprefix(county_name),
                status=_(word("licence_status", status)),
            ),
        )
        for code, known, county_name, town, status in rows[:_MOST_NAMES]
    ]
    if form.kindergarten_id.choices:
        form.kindergarten_id.choices.append((NONE, _("都不是，或者对方说不清")))
    return answer


def _case_of(session: Session, order: OrderValue, actor: Actor) -> Near | None:
    try:
        return near_of(session, leading_tip(session, order.tip_id), actor=actor)
    except NotFound:
        return None


def _near_choices(near: tuple[Near, ...]) -> list[tuple[str, str]]:
    if not near:
        return []
    return [*((str(each.id), near_words(each)) for each in near), (NONE, _("都不是，另登记一件"))]


def _order_choices(look: Look) -> list[tuple[str, str]]:
    if look.order_case is None:
        return []
    more = (
        (JOIN, _("是同一件事，但这次是另一个人反映：单独登记，给查询码，并入那一件"))
        if look.order_case.is_open
        else (ANEW, _("那一件已经办结，现在又有新情况：另登记一件，工单号仍在原件上"))
    )
    return [(UPDATE, _("就是那一件：只更新派单时间和工单时限，这次写的内容不保存")), more]


def near_words(near: Near) -> str:
    """博爱2026-0412，消防，博爱县月山镇，2026年11月20日收到，核查中: all that is told of another report."""
    return str(
        _(
            "%(number)s，%(what)s，%(where)s，%(day)s收到，%(state)s",
            number=near.number,
            what=_(word("category", near.category)),
            where=near.township,
            day=format_date(near.received_on, "long"),
            state=_(word("tip_state", near.public_step)),
        )
    )
