"""The office's side navigation: what this person may open, and how much waits there."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from intake.desk.work_clocks import end_of_week
from intake.ledger.queries import work_of as ledger_work_of
from intake.patrols.urging_work import urging_work_of
from intake.reports.queries import count_to_sign
from intake.tips.queries import count_work as count_tip_work
from portal.templating import NavItem
from publishing.kernel.identity import Actor
from publishing.kernel.notices import count_unread
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, read, today


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    endpoint: str
    label: object
    any_of: tuple[Permission, ...]


_ENTRIES = (
    _Entry(endpoint="work.index", label=_l("我的待办"), any_of=(Permission.OFFICE_ENTER,)),
    _Entry(endpoint="notices.index", label=_l("通知"), any_of=(Permission.OFFICE_ENTER,)),
    _Entry(endpoint="tips.index", label=_l("举报线索"), any_of=(Permission.TIP_READ,)),
    _Entry(endpoint="phone.record", label=_l("电话来访登记"), any_of=(Permission.TIP_RECORD,)),
    _Entry(endpoint="grids.index", label=_l("责任区"), any_of=(Permission.GRID_READ,)),
    _Entry(endpoint="patrols.index", label=_l("巡查"), any_of=(Permission.PATROL_READ,)),
    _Entry(endpoint="deadlines.index", label=_l("期限"), any_of=(Permission.CLOCK_SET,)),
    _Entry(endpoint="wordings.index", label=_l("答复模板"), any_of=(Permission.WORDING_MANAGE,)),
    _Entry(endpoint="places.index", label=_l("村和社区"), any_of=(Permission.PLACE_MANAGE,)),
    _Entry(endpoint="ledger.index", label=_l("台账"), any_of=(Permission.LEDGER_READ,)),
    _Entry(endpoint="reports.index", label=_l("报告和报表"), any_of=(Permission.REPORT_READ,)),
    _Entry(endpoint="indicators.index", label=_l("指标"), any_of=(Permission.INDICATOR_READ,)),
    _Entry(
        endpoint="register.index",
        label=_l("名单与公告"),
        any_of=(
            Permission.REGISTER_IMPORT,
            Permission.ANNOUNCEMENT_DRAFT,
            Permission.ANNOUNCEMENT_APPROVE,
        ),
    ),
    _Entry(endpoint="identities.index", label=_l("身份启封"), any_of=(Permission.IDENTITY_UNSEAL,)),
    _Entry(endpoint="people.index", label=_l("人员"), any_of=(Permission.ACCOUNT_MANAGE,)),
    _Entry(endpoint="audit.index", label=_l("操作记录"), any_of=(Permission.AUDIT_READ,)),
)
_UNDER = {"quarantine": "tips"}
"""Rooms of pages that are reached by another's entry."""


def office_navigation() -> list[NavItem]:
    """Entries for the person of this request; empty where nobody is signed in."""
    if not current_user.is_authenticated:
        return []
    actor = current_actor()
    waiting = _waiting(actor)
    return [
        NavItem(
            url=url_for(entry.endpoint),
            label=str(entry.label),
            count=waiting.get(entry.endpoint),
            current=_is_current(entry.endpoint),
        )
        for entry in _ENTRIES
        if any(actor.may(permission) for permission in entry.any_of)
    ]


def _is_current(endpoint: str) -> bool:
    room = (request.endpoint or "").partition(".")[0]
    return _UNDER.get(room, room) == endpoint.partition(".")[0]


def _waiting(actor: Actor) -> dict[str, int]:
    with read() as session:
        unread = count_unread(session, actor.user_id or 0)
        waiting = {"notices.index": unread} if unread else {}
        if to_sign := count_to_sign(session, actor=actor):
            waiting["reports.index"] = to_sign
        if actor.may(Permission.TIP_READ):
            tips = count_tip_work(session, actor=actor)
            items = len(ledger_work_of(session, actor=actor, today=today()))
            day = today()
            urgings = len(urging_work_of(session, actor=actor, until=end_of_week(day), today=day))
            waiting["work.index"] = tips + items + urgings
    return waiting
