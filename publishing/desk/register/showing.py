"""Check reports and comparisons as pages show them: what to mend, cell by cell; what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from publishing.kernel.db import JsonValue
from publishing.kernel.words import WORDS
from publishing.registry.batches import BatchChange
from publishing.registry.matching import ChangeKind
from publishing.registry.rules import KindergartenFacts, Nature

MOST_PROBLEMS = 300
"""A page with more rows than this helps nobody; the rest comes up again at the next upload."""
MOST_NAMES = 3
_COLUMNS = frozenset({"personal_id_column", "personal_mobile_column", "personal_name_column"})
_EXCLUDED = _COLUMNS | {"private_mobile"}
_ORDER = {"error": 0, "warning": 1, "excluded": 2}
KINDS = (
    ChangeKind.NEW,
    ChangeKind.RENAMED,
    ChangeKind.MOVED,
    ChangeKind.RENEWED,
    ChangeKind.CHANGED,
    ChangeKind.UNCHANGED,
)
FIELDS: Mapping[str, object] = {
    "name": _l("园名"),
    "township_name": _l("所在乡镇（办事处）"),
    "address": _l("地址"),
    "nature": _l("办园性质"),
    "licence_no": _l("许可证号"),
    "valid_from": _l("有效期开始"),
    "valid_until": _l("有效期至"),
    "uscc": _l("统一社会信用代码"),
    "sponsor": _l("举办者"),
    "phone": _l("园所电话"),
    "grade": _l("办园等级"),
    "classes": _l("班数"),
    "enrolled": _l("在园幼儿"),
    "bus_count": _l("校车"),
    "annual_check": _l("年检"),
    "note": _l("备注"),
}
"""What each published field is called; codes of places are told by their names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemView:
    """One line of the report. `cell` is what a spreadsheet calls the place: 民办 F17, 民办 J, 民办 17."""

    cell: str
    value: str
    message: str
    message_en: str
    severity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportView:
    """A check report, errors first; `hidden` counts what is too much for a page."""

    rows: int
    accepted: int
    rejected: int
    warnings: int
    excluded: int
    problems: tuple[ProblemView, ...]
    hidden: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Changes of one kind: `first` are named at once, all of them on request."""

    kind: ChangeKind
    look: str
    changes: tuple[BatchChange, ...]

    @property
    def first(self) -> tuple[BatchChange, ...]:
        """Those named in the line itself."""
        return self.changes[:MOST_NAMES]


def report_view(report: Mapping[str, JsonValue]) -> ReportView:
    """A stored report (see `importing.stored_report`) for the page."""
    found = [_problem(problem) for problem in report["problems"]]
    found.sort(key=lambda problem: _ORDER[problem.severity])
    return ReportView(
        rows=report["rows"],
        accepted=report["accepted"],
        rejected=report["rejected"],
        warnings=sum(problem.severity == "warning" for problem in found),
        excluded=sum(problem["code"] in _COLUMNS for problem in report["problems"]),
        problems=tuple(found[:MOST_PROBLEMS]),
        hidden=max(0, len(found) - MOST_PROBLEMS),
    )


def groups_of(changes: Sequence[BatchChange]) -> tuple[Group, ...]:
    """What the list would change, kind by kind, without questions; kinds that do not occur are left out."""
    by_kind: dict[ChangeKind, list[BatchChange]] = {kind: [] for kind in KINDS}
    for stored in changes:
        if not stored.is_question:
            by_kind[stored.change.kind].append(stored)
    looks = {ChangeKind.NEW: "add", ChangeKind.UNCHANGED: "same"}
    return tuple(
        Group(kind=kind, look=looks.get(kind, "mod"), changes=tuple(found))
        for kind, found in by_kind.items()
        if found
    )


def differences(stored: BatchChange) -> tuple[tuple[object, object, object], ...]:
    """(what the field is called, before, after) for each published field that differs; dates stay dates."""
    before, after = stored.change.before, stored.change.after
    if before is None or after is None:
        return ()
    return tuple(
        (label, _shown(before, field), _shown(after, field))
        for field, label in FIELDS.items()
        if getattr(before, field) != getattr(after, field)
    )


def _shown(facts: KindergartenFacts, field: str) -> object:
    value = getattr(facts, field)
    if isinstance(value, Nature):
        return WORDS["nature"][value.value]
    return value if isinstance(value, date) else ("" if value is None else str(value))


def _problem(problem: Mapping[str, JsonValue]) -> ProblemView:
    place = f"{problem['column'] or ''}{problem['row'] or ''}"
    if problem["code"] in _COLUMNS:
        place = str(problem["column"])
    return ProblemView(
        cell=f"{problem['sheet']} {place}".strip(),
        value=problem["value"],
        message=problem["message"],
        message_en=problem["message_en"],
        severity="excluded" if problem["code"] in _EXCLUDED else problem["severity"],
    )
