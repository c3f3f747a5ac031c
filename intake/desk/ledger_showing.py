"""One ledger item: the facts, what happened, what is missing, and what the reader may do next."""

from dataclasses import dataclass

from flask import Response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from intake.desk.files import document_file
from intake.desk.ledger_listing import item_clock
from intake.desk.ledger_timeline import timeline
from intake.desk.patrols_showing import place_words, tip_number
from intake.desk.story import story_of_item
from intake.grid.queries import get_grid
from intake.ledger.printing import notice_document
from intake.ledger.queries import get_item, notice_value
from intake.ledger.relapses import struck_off_before
from intake.ledger.rules import waits_for
from intake.ledger.values import ItemDetail, ItemValue
from intake.patrols.queries import get_finding, visit_value
from intake.patrols.urgings import urgings_of_findings
from intake.workflows import LEDGER
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, now, read, requires, today


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A step that may be taken now; the one that is waited for stands first."""

    endpoint: str
    text: str
    main: bool


@requires(Permission.LEDGER_READ)
def page(item_id: int) -> str:
    """The item; NotFound where it is not this person's to see."""
    actor = current_actor()
    with read() as session:
        detail = get_item(session, item_id, actor=actor, today=today())
        item = detail.item
        visit = visit_value(session, get_finding(session, item.finding_id).visit_id)
        people = {one for one in (item.struck_off_by_id, item.rechecked_by_id) if one is not None}
        return render_template(
            "intake/ledger/item.html",
            item=item,
            detail=detail,
            visit=visit,
            place=place_words(session, item.division_path),
            grid=get_grid(session, item.grid_id, on=item.found_on) if item.grid_id is not None else None,
            tip=tip_number(session, item.tip_id, actor),
            names=names_of(session, people),
            clock=item_clock(item),
            waits=waits_for(actor, item) is not None,
            happenings=story_of_item(
                session,
                timeline(detail, entries_of(session, f"ledger:{item.id}"), visit),
                item.tip_id,
                actor=actor,
            ),
            checks=_checks(detail),
            buttons=_buttons(detail, actor),
            other_person=_needs_other_person(item, detail.actions, actor),
            urging_id=urgings_of_findings(session, [item.finding_id]).get(item.finding_id),
            before=_earlier(session, item, actor),
            relapse_of=_seen(session, item.relapse_of_id, actor),
            may_coordinate=actor.may(Permission.LEDGER_COORDINATE),
            may_mark_relapse=actor.may(Permission.LEDGER_NOTICE),
            today=today(),
        )


@requires(Permission.LEDGER_READ)
def notice_pdf(item_id: int, notice_id: int) -> Response:
    """The 整改通知书 to print in three copies; NotFound for a notice of another item."""
    with read() as session:
        if notice_value(session, notice_id).item_id != item_id:
            raise NotFound(what="notice")
        document = notice_document(session, notice_id, actor=current_actor(), now=now(), today=today())
    return document_file(document, (), "pdf", f"整改通知书-{document.number}")


def _checks(detail: ItemDetail) -> list[tuple[str, bool]]:
    """What striking off needs, and whether it is there."""
    item = detail.item
    wanted = [
        ("notice", _("整改通知书")),
        ("service", _("通知书送达")),
        ("recheck", _("复查通过（换一名工作人员）")),
        ("evidence", _("整改到位的依据")),
    ]
    if item.kind == "unlicensed":
        wanted += [
            ("disposal", _("处置方式：准入、整改、整合或取缔")),
            ("children_to", _("幼儿的去向")),
        ]
    return [(text, code not in detail.missing) for code, text in wanted]


def _buttons(detail: ItemDetail, actor: Actor) -> list[Button]:
    """The steps of the table that this person may take; both results of a recheck are one page."""
    texts = {
        "notice": _("下达整改通知书"),
        "rectify": _("登记对方答复"),
        "recheck": _("登记复查"),
        "file_up": _("办理上报备案"),
        "coordinate": _("发函协调部门"),
        "hand_over": _("移交其他部门"),
        "resume": _("恢复整改"),
        "strike_off": _("销号"),
        "relapse": _("标记反弹"),
    }
    offered = list(dict.fromkeys(_page_of(action) for action in detail.actions))
    awaited = waits_for(actor, detail.item)
    first = _page_of(awaited) if awaited else None
    if detail.file_up and "file_up" in offered:
        first = "file_up"
    offered.sort(key=lambda endpoint: endpoint != first)
    return [Button(endpoint=one, text=texts[one], main=one == first) for one in offered]


def _page_of(action: str) -> str:
    return "recheck" if action in ("recheck_pass", "recheck_fail") else action


def _needs_other_person(item: ItemValue, actions: tuple[str, ...], actor: Actor) -> bool:
    """Whether a recheck is wanted that this person, who follows the item or issued the notice, may not
    make."""
    wanted = LEDGER.find("recheck_pass", item.state) is not None
    own = item.handled_by_id == actor.user_id or "recheck_pass" not in actions
    return wanted and actor.may(Permission.LEDGER_RECHECK) and own


def _earlier(session: Session, item: ItemValue, actor: Actor) -> list[ItemValue]:
    """Items struck off at the same place before, as far as this person sees them."""
    if item.relapse_of_id is not None:
        return []
    found = (_seen(session, one.id, actor) for one in struck_off_before(session, item.id))
    return [one for one in found if one is not None]


def _seen(session: Session, item_id: int | None, actor: Actor) -> ItemValue | None:
    if item_id is None:
        return None
    try:
        return get_item(session, item_id, actor=actor, today=today()).item
    except NotFound:
        return None
