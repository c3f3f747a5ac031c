"""The office's search: one box over reports, ledger items, kindergartens and people, each as far as the
person may read it within their jurisdiction. What a reporter sealed is in none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.tips_words import categories_words, place_words
from intake.ledger.queries import list_items
from intake.tips.finding import LONGEST_QUERY, Wanted, find_tips, responsible_people, words_of
from publishing.divisions.rules import county_code_of
from publishing.kernel.accounts.queries import people_named
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import current_actor, read, requires, settings, today
from publishing.kernel.words import word
from publishing.registry.queries import values_on
from publishing.search.engines import IndexUnusable
from publishing.search.queries import find
from publishing.search.verdict import MAX_CANDIDATES

blueprint = Blueprint("office_search", __name__)

MOST = 8
"""Hits of a kind; the list behind them has the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing that was found. `state` is drawn by the words of `state_table`."""

    url: str
    title: str
    more: tuple[str, ...]
    state_table: str = ""
    state: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """(address, text) of what leads on from it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The hits of one kind; `total` is how many there are, `all_url` where all of them stand."""

    code: str
    heading: str
    hits: tuple[Hit, ...]
    total: int
    all_url: str = ""
    note: str = ""


@blueprint.get("/office/search/")
@requires(Permission.OFFICE_ENTER)
def index() -> ResponseReturnValue:
    """`?q=`: number, name, place or words."""
    actor = current_actor()
    typed = " ".join(words_of(request.args.get("q", "")))
    groups: list[Group] = []
    with read() as session:
        if typed:
            groups = [look(session, actor, typed) for may, look in _LOOKING if may(actor)]
    return render_template(
        "intake/office_search.html",
        typed=typed,
        longest=LONGEST_QUERY,
        groups=[group for group in groups if group.hits or group.note],
        asked=[str(text) for text in _kinds(actor)],
    )


def _kinds(actor: Actor) -> list[str]:
    """What this person's search looks through."""
    names = [_("举报线索"), _("台账"), _("幼儿园"), _("工作人员")]
    return [name for name, (may, _look) in zip(names, _LOOKING, strict=True) if may(actor)]


def _tips(session: Session, actor: Actor, typed: str) -> Group:
    found, total = find_tips(session, Wanted(words=typed), actor=actor, limit=MOST)
    return Group(
        code="tips",
        heading=_("举报线索"),
        total=total,
        all_url=url_for("tips.index", q=typed),
        hits=tuple(
            Hit(
                url=url_for("tips.show", tip_id=tip.id),
                title=_("%(number)s　%(what)s", number=tip.number, what=categories_words(tip.categories)),
                more=tuple(part for part in (place_words(tip), tip.kindergarten_name[:40]) if part),
                state_table="tip_state",
                state=tip.state,
            )
            for tip in found
        ),
    )


def _items(session: Session, actor: Actor, typed: str) -> Group:
    found, total = list_items(session, actor=actor, today=today(), text=typed, limit=MOST)
    return Group(
        code="items",
        heading=_("台账"),
        total=total,
        all_url=url_for("ledger.index", q=typed, state="all"),
        hits=tuple(
            Hit(
                url=url_for("ledger.item", item_id=item.id),
                title=_("%(number)s　%(what)s", number=item.number, what=item.premises[:40]),
                more=(item.problem[:60],),
                state_table="ledger_state",
                state=item.state,
            )
            for item in found
        ),
    )


def _kindergartens(session: Session, actor: Actor, typed: str) -> Group:
    heading = _("幼儿园")
    county = county_code_of(actor.division_path)
    try:
        answer = find(session, settings(), typed, county_code=county, as_of=today())
    except IndexUnusable:
        note = _("名单索引还没有建好，请到公开网站查询")
        return Group(code="kindergartens", heading=heading, hits=(), total=0, note=note)
    standing = values_on(session, [one.id for one in answer.candidates], as_of=today())
    own = [code for code in actor.division_path.split("/") if code]
    # a school's jurisdiction is its township; the index knows counties
    township = own[2] if len(own) > 2 else ""
    near = [
        one
        for one in answer.candidates
        if not township or (one.id in standing and standing[one.id].township_code == township)
    ]
    return Group(
        code="kindergartens",
        heading=heading,
        total=len(near),
        note=_("只列出最相近的%(n)s所。要找的不在里面，请把园名写全一些。", n=MAX_CANDIDATES)
        if len(answer.candidates) >= MAX_CANDIDATES
        else "",
        hits=tuple(
            Hit(
                url=url_for("kindergartens.page", kindergarten_id=one.id),
                title=one.name,
                more=tuple(part for part in (one.township or one.county, one.address) if part),
                state_table="licence_status",
                state=one.status.value,
            )
            for one in near
        ),
    )


def _people(session: Session, actor: Actor, typed: str) -> Group:
    found, total = people_named(session, typed, within=actor.division_path, limit=MOST)
    hold_tips = responsible_people(session, actor=actor) if actor.may(Permission.TIP_READ) else {}

    def links(account_id: int, name: str) -> tuple[tuple[str, str], ...]:
        leading: list[tuple[str, str]] = []
        if account_id in hold_tips and actor.role is not Role.SUPERVISOR:
            leading.append((url_for("tips.index", person=account_id), _("他负责的举报")))
        if actor.may(Permission.GRID_READ):
            leading.append((url_for("grids.index", q=name), _("他负责的责任区")))
        if actor.may(Permission.ACCOUNT_MANAGE):
            leading.append((url_for("people.person", account_id=account_id), _("他的账号")))
        return tuple(leading)

    return Group(
        code="people",
        heading=_("工作人员"),
        total=total,
        hits=tuple(
            Hit(
                url="",
                title=person.name,
                more=(person.office.name, _(word("role", person.role.value))),
                links=links(person.id, person.name),
            )
            for person in found
        ),
    )


def _may(*any_of: Permission) -> Callable[[Actor], bool]:
    return lambda actor: any(actor.may(permission) for permission in any_of)


_LOOKING: tuple[tuple[Callable[[Actor], bool], Callable[[Session, Actor, str], Group]], ...] = (
    (_may(Permission.TIP_READ), _tips),
    (_may(Permission.LEDGER_READ), _items),
    (_may(Permission.OFFICE_ENTER), _kindergartens),
    (_may(Permission.GRID_READ, Permission.ACCOUNT_MANAGE), _people),
)
"""Who looks through what. In the order of the page."""
