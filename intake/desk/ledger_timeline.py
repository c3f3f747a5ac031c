"""What happened to an item, in words, from the audit log: newest first, with what is due next on top."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from intake.desk.work_clocks import deadline_said
from intake.ledger.values import ItemDetail
from intake.patrols.queries import VisitValue
from publishing.kernel.audit import AuditEntry
from publishing.kernel.clock import local_day
from publishing.kernel.db import JsonValue
from publishing.kernel.words import word


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """A point of the timeline; `state` as the macro `timeline` names it. Without a day it is due, undated."""

    on: date | None
    heading: str
    text: str
    state: str
    at: datetime | None = None
    """When it was written down; what is still to come has none."""
    url: str = ""
    """Its page, if it has one of its own."""
    opens: bool = False
    """It is the finding that opened the item."""


def timeline(detail: ItemDetail, entries: tuple[AuditEntry, ...], visit: VisitValue) -> tuple[Happening, ...]:
    """The points: next, then back to the visit that found it."""
    past = [_past(entry, detail, visit) for entry in entries if entry.action.startswith("ledger.")]
    past.reverse()
    if past and past[0].state == "":
        past[0] = replace(past[0], state="now")
    coming = _next(detail)
    return (*([coming] if coming else []), *past)


def _next(detail: ItemDetail) -> Happening | None:
    item = detail.item
    replies = [letter.reply_due_on for letter in detail.letters if letter.replied_on is None]
    points: Mapping[str, tuple[date | None, str, str]] = {
        "opened": (None, _("下达整改通知"), _("由监管责任人%(name)s办理", name=item.handled_by)),
        "rechecked_failed": (
            None,
            _("再次下达整改通知"),
            _("由监管责任人%(name)s办理", name=item.handled_by),
        ),
        "notice_issued": (item.due_on, _("收到答复，复查"), _("复查由另一名工作人员到场")),
        "rectifying": (item.due_on, _("复查"), _("由另一名工作人员到场")),
        "rechecked": (None, _("销号"), _("核对所需材料后办理")),
        "filed_up": (None, _("部门协调"), _("由县教育局办理")),
        "coordinating": (min(replies, default=None), _("有关部门回复"), ""),
    }
    if item.state not in points:
        return None
    on, heading, text = points[item.state]
    return Happening(on=on, heading=heading, text=text, state="next")


def _past(entry: AuditEntry, detail: ItemDetail, visit: VisitValue) -> Happening:
    action = entry.action.removeprefix("ledger.")
    on, bad = local_day(entry.at), action in ("recheck_fail", "relapse", "deadline")
    if action == "open":
        names = "、".join(name for name in (visit.visited_by, visit.companions) if name)
        return Happening(
            on=visit.visited_on,
            heading=_("到访发现问题"),
            text=names,
            state="bad",
            at=entry.at,
            url=url_for("patrols.visit", visit_id=visit.id),
            opens=True,
        )
    heading, text = _words(action, entry.details, detail)
    who = _("%(what)s，%(name)s", what=text, name=entry.actor) if text else entry.actor
    return Happening(
        on=on,
        heading=heading,
        text=who,
        state="bad" if bad else "",
        at=entry.at,
        url=_url(action, entry.details, detail),
    )


def _url(action: str, details: Mapping[str, JsonValue], detail: ItemDetail) -> str:
    """The notice to print, or the visit of a recheck."""
    if action in ("recheck_pass", "recheck_fail"):
        return url_for("patrols.visit", visit_id=_number(details, "visit"))
    if action == "notice":
        found = next((one.id for one in detail.notices if one.number == details["number"]), None)
        if found is not None:
            return url_for("ledger.notice_pdf", item_id=detail.item.id, notice_id=found)
    return ""


def _words(action: str, details: Mapping[str, JsonValue], detail: ItemDetail) -> tuple[str, str]:
    """Heading and explanation of a step."""
    if action == "letter_reply":
        sent = {letter.id: letter.department for letter in detail.letters}
        return _("%(department)s回复", department=sent.get(_number(details, "letter"), "")), ""
    said: Mapping[str, Callable[[], tuple[str, str]]] = {
        "notice": lambda: (
            _("下达整改通知，%(service)s", service=_(word("service", str(details["service"])))),
            str(details["number"]),
        ),
        "rectify": lambda: (_("转入整改，收到对方答复"), ""),
        "recheck_pass": lambda: (_("复查通过"), _evidence(details, detail)),
        "recheck_fail": lambda: (_("复查未通过"), _evidence(details, detail)),
        "file_up": lambda: (
            _("上报备案"),
            _("理由：重大隐患") if details["reason"] == "major" else _("理由：短期内难以整改到位"),
        ),
        "coordinate": lambda: (
            _("部门协调，发函%(n)s个单位", n=len(_names(details, "letters"))),
            "、".join(_names(details, "letters")),
        ),
        "letters": lambda: (
            _("又发函%(n)s个单位", n=len(_names(details, "letters"))),
            "、".join(_names(details, "letters")),
        ),
        "hand_over": lambda: (
            _("移交%(authority)s", authority=details["authority"]),
            _("回执：%(receipt)s", receipt=details["receipt"]),
        ),
        "handler": lambda: (_("改由别人跟踪"), str(details["reason"])),
        "deadline": lambda: deadline_said(details),
        "resume": lambda: (_("恢复整改"), ""),
        "strike_off": lambda: (
            _("销号"),
            _(word("disposal", str(details["disposal"]))) if details.get("disposal") else "",
        ),
        "relapse": lambda: (_("反弹"), _("新的台账事项%(number)s", number=details["item"])),
    }
    return said[action]()


def _evidence(details: Mapping[str, JsonValue], detail: ItemDetail) -> str:
    visit_id = _number(details, "visit")
    return next((one.evidence for one in detail.rechecks if one.visit_id == visit_id), "")


def _number(details: Mapping[str, JsonValue], name: str) -> int:
    value = details[name]
    return value if isinstance(value, int) else 0


def _names(details: Mapping[str, JsonValue], name: str) -> list[str]:
    value = details[name]
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
