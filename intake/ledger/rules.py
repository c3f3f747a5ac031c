"""What a 台账事项 still lacks, who sees it, whom it waits for (notice 60, 三4; DESIGN §3 and §4). Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from intake.workflows import LEDGER
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

SERVICES = ("signed", "refused", "posted", "mailed")
"""How a notice was served: 当面签收, 拒签留置, 张贴, 邮寄."""
FILING_REASONS = ("major", "long_term")
"""重大隐患, or 短期内无法整改到位 (三4)."""
DISPOSALS = ("admit", "rectify", "merge", "ban")
"""准入, 整改, 整合, 取缔."""
UNLICENSED = ("unlicensed", "full_day_training")
"""Categories of 无证园治理; every other is 隐患整改. 变相全日制培训 is operation without a licence
(学前教育法 59, 78)."""
RECTIFYING = ("notice_issued", "rectifying", "rechecked_failed", "filed_up", "coordinating")
"""States in which the day set by the notice counts: past it the item is overdue."""


class Subject(Protocol):
    """What the rules read of an item, row or value."""

    @property
    def state(self) -> str: ...
    @property
    def division_path(self) -> str: ...
    @property
    def office_id(self) -> int: ...
    @property
    def grid_id(self) -> int | None: ...
    @property
    def tip_id(self) -> int | None: ...
    @property
    def handled_by_id(self) -> int: ...
    @property
    def rechecked_by_id(self) -> int | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class StrikeOffFacts:
    """What is known of an item that is to be struck off."""

    kind: str
    notice: bool
    served: bool
    passed_recheck: bool
    evidence: str
    disposal: str
    children_to: str


def kind_of(category: str) -> str:
    """Which of the two ledgers a finding belongs to (三4): `unlicensed` or `hazard`."""
    return "unlicensed" if category in UNLICENSED else "hazard"


def source_of(visit_kind: str) -> str:
    """来源 of an item from the kind of visit: `tip`, `spot_check`, else `patrol`."""
    return visit_kind if visit_kind in ("tip", "spot_check") else "patrol"


def missing_for_strike_off(facts: StrikeOffFacts) -> tuple[str, ...]:
    """What keeps the item from being struck off, in the order in which it is done.

    Codes: notice, service, recheck, evidence; for unlicensed sites also disposal and children_to (where the
    children went). Empty when nothing is missing.
    """
    have = [
        ("notice", facts.notice),
        ("service", facts.served),
        ("recheck", facts.passed_recheck),
        ("evidence", bool(facts.evidence.strip())),
    ]
    if facts.kind == "unlicensed":
        have += [
            ("disposal", facts.disposal in DISPOSALS),
            ("children_to", bool(facts.children_to.strip())),
        ]
    return tuple(name for name, given in have if not given)


def must_file_up(severity: str, handling: str) -> str:
    """The reason for which an item has to be filed up with the county: `major`, `long_term` or none ("")."""
    if severity == "major":
        return "major"
    return "long_term" if handling == "long_term" else ""


def visible(actor: Actor, item: Subject, *, own_grids: frozenset[int], recused_tips: frozenset[int]) -> bool:
    """Whether this person may see the item.

    A supervisor sees what he or she opened or rechecked, what lies in the own grids, and, because a recheck
    needs another officer, what colleagues of the same office have waiting for one. Others see their subtree.
    What hangs on a tip from which the person is recused stays hidden.
    """
    if not actor.may(Permission.LEDGER_READ) or not actor.covers(item.division_path):
        return False
    if item.tip_id is not None and item.tip_id in recused_tips:
        return False
    if actor.role is not Role.SUPERVISOR:
        return True
    if actor.user_id in (item.handled_by_id, item.rechecked_by_id) or item.grid_id in own_grids:
        return True
    return item.office_id == actor.office_id and LEDGER.find("recheck_pass", item.state) is not None


def waits_for(actor: Actor, item: Subject, *, stands_in_for: frozenset[int] = frozenset()) -> str | None:
    """The action that the item waits for this very person to take, if any.

    Notices and answers wait for whoever follows the item, or stands in for that person on leave; a recheck
    for somebody else of the same office or the central school's head; striking off for the office; filed-up
    items for who may coordinate.
    """
    handler = actor.user_id == item.handled_by_id
    follows = handler or item.handled_by_id in stands_in_for
    same_office = actor.office_id == item.office_id
    near = same_office or actor.role is Role.CENTRAL_SCHOOL
    waiting = {
        "opened": ("notice", follows, Permission.LEDGER_NOTICE),
        "rechecked_failed": ("notice", follows, Permission.LEDGER_NOTICE),
        "notice_issued": ("rectify", follows, Permission.LEDGER_NOTICE),
        "rectifying": ("recheck_pass", near and not follows, Permission.LEDGER_RECHECK),
        "rechecked": ("strike_off", same_office, Permission.LEDGER_STRIKE_OFF),
        "filed_up": ("coordinate", True, Permission.LEDGER_COORDINATE),
        "coordinating": ("resume", True, Permission.LEDGER_COORDINATE),
    }
    if item.state not in waiting:
        return None
    action, person, permission = waiting[item.state]
    return action if person and actor.may(permission) else None


def check_due(name: str, day: date, *, today: date) -> None:
    """Raises Invalid(field, reason="past") for a date that has gone by."""
    if day < today:
        raise Invalid(field=name, reason="past", earliest=today)
