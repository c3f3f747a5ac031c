"""村和社区: communities that the table lacks, other words for places, and merging into official ones."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.cases.moving_places import merge_places, preview_merge, uses_of
from intake.desk.places_forms import AddPlaceForm, AliasForm, refused
from intake.grid.placing import put_in_grid
from intake.grid.queries import grid_at, grids_of
from intake.tips.queries import get_tip
from intake.tips.values import TipValue
from publishing.divisions.adding import add_provisional
from publishing.divisions.aliasing import KINDS, add_alias, remove_alias
from publishing.divisions.queries import (
    aliases_within,
    current_codes,
    list_aliases,
    list_gone,
    list_level,
    list_provisional,
    own_division,
    path_divisions,
    probable_twins,
)
from publishing.divisions.reading import AliasKind
from publishing.divisions.resolving import Candidate, Gazetteer
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import begin, current_actor, extension, now, read, requires, today
from publishing.kernel.words import choices

blueprint = Blueprint("places", __name__)

_MOST_FOUND = 8


@blueprint.get("/office/places/")
@requires(Permission.PLACE_MANAGE)
def index() -> ResponseReturnValue:
    """The added communities of one's jurisdiction, what left the table, and the words that were added; `?q=`
    finds any village or community of it."""
    actor = current_actor()
    words = " ".join(request.args.get("q", "").split())[:100]
    with read() as session:
        added = list_provisional(session, actor.division_path)
        rows = [
            (
                node,
                full_name(session, node),
                grid_at(session, node.code, on=today()),
                uses_of(session, node.code, node.path, now=now()),
            )
            for node in added
        ]
        gone = [(node, full_name(session, node)) for node in list_gone(session, actor.division_path)]
        said = [
            (alias, node, full_name(session, node))
            for node, alias in aliases_within(session, actor.division_path)
            if not node.provisional
        ]
        twins = probable_twins(session, actor.division_path)
    return render_template(
        "intake/places/index.html",
        rows=rows,
        gone=gone,
        said=said,
        twins=twins,
        words=words,
        found=_villages(words, actor),
    )


@blueprint.route("/office/places/add", methods=["GET", "POST"])
@requires(Permission.PLACE_MANAGE)
def add() -> ResponseReturnValue:
    """补登新社区; with `?tip=` for a tip that names it, and back to its triage."""
    actor = current_actor()
    form = AddPlaceForm()
    with read() as session:
        tip = _tip(session, actor)
        townships = _townships(session, actor)
    form.township.choices = [("", _("请选择")), *townships]
    if not form.is_submitted():
        form.township.data = _likely_township(townships, tip)
    if not form.validate_on_submit():
        return _add_page(form, tip)
    try:
        with begin() as session:
            node = add_provisional(
                session,
                township_code=form.township.data,
                name=form.name.data,
                aliases=form.words(),
                actor=actor,
                now=now(),
            )
    except Invalid as refusal:
        refused(form, refusal)
        return _add_page(form, tip)
    flash(_("已补登%(name)s，现在就能选用。", name=node.name))
    if tip is not None and any(step.action == "accept" for step in tip.steps):
        return redirect(url_for("tips.step", tip_id=tip.id, action="accept", place=node.code), 303)
    return redirect(url_for("places.show", code=node.code), 303)


@blueprint.route("/office/places/<code>", methods=["GET", "POST"])
@requires(Permission.PLACE_MANAGE)
def show(code: str) -> ResponseReturnValue:
    """One place: where it is, its words, its grid, what points at it. Posting adds a word."""
    actor = current_actor()
    form = AliasForm()
    form.kind.choices = choices("alias_kind", *KINDS)
    with read() as session:
        node = _own(session, code, actor)
        if node.code != code:
            return redirect(url_for("places.show", code=node.code), 303)
    if form.validate_on_submit():
        try:
            with begin() as session:
                add_alias(
                    session, code, form.alias.data, kind=AliasKind(form.kind.data), actor=actor, now=now()
                )
        except Invalid as refusal:
            refused(form, refusal)
        else:
            flash(_("已添加“%(alias)s”，举报人这样写就能认出来。", alias=form.alias.data))
            return redirect(url_for("places.show", code=code), 303)
    return _place_page(node, form)


@blueprint.post("/office/places/<code>/aliases/<int:alias_id>/remove")
@requires(Permission.PLACE_MANAGE)
def remove(code: str, alias_id: int) -> ResponseReturnValue:
    """Takes a word back that an office added."""
    with begin() as session:
        remove_alias(session, alias_id, actor=current_actor(), now=now())
    flash(_("已删去这个叫法。"))
    return redirect(url_for("places.show", code=code), 303)


@blueprint.post("/office/places/<code>/grid")
@requires(Permission.GRID_MANAGE)
def place_in_grid(code: str) -> ResponseReturnValue:
    """归入责任区."""
    number = request.form.get("grid", "")
    if not number.isdigit():
        flash(_("请先选择责任区"))
        return redirect(url_for("places.show", code=code), 303)
    try:
        with begin() as session:
            put_in_grid(session, int(number), code, on=today(), actor=current_actor(), now=now())
    except Invalid:
        flash(_("这个责任区不能选用，可能刚刚调整过，请重新选择。"))
    else:
        flash(_("已归入责任区，今后这里的举报交给它的监管责任人。"))
    return redirect(url_for("places.show", code=code), 303)


@blueprint.route("/office/places/<code>/merge", methods=["GET", "POST"])
@requires(Permission.PLACE_MANAGE)
def merge(code: str) -> ResponseReturnValue:
    """并入正式区划: looks the official place up (`?q=`), says what moves (`?into=`), then does it."""
    actor = current_actor()
    into = request.values.get("into", "")
    with read() as session:
        node = own_division(session, code)
        actor.require(Permission.PLACE_MANAGE, node.path)
        name = full_name(session, node)
    if not into:
        return _look_up(node, name, actor)
    try:
        with read() as session:
            merging, uses = preview_merge(session, code, into, actor=actor, now=now())
            target = full_name(session, own_division(session, into))
    except Invalid as refusal:
        return _look_up(node, name, actor, refusal=refused(None, refusal)), 422
    if merging.done:
        flash(_("这里已经并入%(name)s，没有重复办理。", name=target))
        return redirect(url_for("places.show", code=into), 303)
    if request.method == "POST":
        with begin() as session:
            merge_places(session, code, into, actor=actor, now=now())
        flash(_("已并入%(name)s，原来的代码和叫法仍然能查到这里。", name=target))
        return redirect(url_for("places.show", code=into), 303)
    return render_template(
        "intake/places/merge.html", node=node, name=name, into=into, target=target, uses=uses
    )


def full_name(session: Session, node: Division) -> str:
    """月山镇阳光新城社区, with the county before it."""
    line = path_divisions(session, node.path)
    return "".join(short_name(one.name, one.level) for one in line if one.level is not Level.CITY)


def _look_up(node: Division, name: str, actor: Actor, *, refusal: str = "") -> str:
    words = " ".join(request.args.get("q", "").split())[:100]
    with read() as session:
        suggested = [twin for twin in probable_twins(session, actor.division_path) if twin.code == node.code]
    found = [one for one in _villages(words, actor) if one.code.isdigit() and one.code != node.code]
    return render_template(
        "intake/places/look_up.html",
        node=node,
        name=name,
        suggested=suggested,
        words=words,
        found=found,
        refusal=refusal,
    )


def _villages(words: str, actor: Actor) -> list[Candidate]:
    """Villages and communities of this person's jurisdiction that words may mean."""
    if not words:
        return []
    gazetteer = cast(Gazetteer, extension("gazetteer").get())  # type: ignore[attr-defined]
    own = [code for code in actor.division_path.split("/") if code][-1]
    found = gazetteer.resolve(words, within=own).candidates
    return [one for one in found if one.level is Level.VILLAGE][:_MOST_FOUND]


def _own(session: Session, code: str, actor: Actor) -> Division:
    """The place, or what it was merged into; raises NotFound where it is not a village of one's own."""
    node = own_division(session, code)
    successor = current_codes(session, [code]).get(code)
    if successor is not None:
        node = own_division(session, successor)
    if node.level is not Level.VILLAGE or not actor.covers(node.path):
        raise NotFound(what="division")
    return node


def _place_page(node: Division, form: AliasForm) -> ResponseReturnValue:
    with read() as session:
        grid = grid_at(session, node.code, on=today())
        township = node.parent_code or ""
        free = [one for one in grids_of(session, on=today()) if one.township_code == township]
        page = render_template(
            "intake/places/show.html",
            node=node,
            name=full_name(session, node),
            aliases=list_aliases(session, node.code),
            grid=grid,
            grids=() if grid or node.closed else free,
            may_place=current_actor().may(Permission.GRID_MANAGE),
            uses=uses_of(session, node.code, node.path, now=now()),
            form=form,
        )
    return page, 422 if form.errors else 200


def _tip(session: Session, actor: Actor) -> TipValue | None:
    number = request.args.get("tip", "")
    if not number.isdigit() or not actor.may(Permission.TIP_READ):
        return None
    return get_tip(session, int(number), actor=actor)


def _townships(session: Session, actor: Actor) -> list[tuple[str, str]]:
    counties = {county.code: county.name for county in list_level(session, Level.COUNTY)}
    within = [code for code in actor.division_path.split("/") if code]
    return [
        (
            one.code,
            short_name(one.name, one.level)
            if len(within) > 1
            else f"{counties.get(one.parent_code or '', '')}{short_name(one.name, one.level)}",
        )
        for one in list_level(session, Level.TOWNSHIP, within=actor.division_path)
    ]


def _likely_township(townships: list[tuple[str, str]], tip: TipValue | None) -> str:
    """The only one there is, or the one that the tip is known to lie in."""
    offered = [code for code, _name in townships]
    if len(offered) == 1:
        return offered[0]
    known = [code for code in (tip.division_path if tip else "").split("/") if code in offered]
    return known[0] if known else ""


def _add_page(form: AddPlaceForm, tip: TipValue | None) -> ResponseReturnValue:
    return render_template("intake/places/add.html", form=form, tip=tip), 422 if form.errors else 200
