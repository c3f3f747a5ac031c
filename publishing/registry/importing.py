"""Reading a county's list: checked row by row, compared with the register, kept as a batch to be announced.

Nothing on the register changes here. A kindergarten that the list leaves out is a question in the comparison.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.divisions.queries import get_division, list_level
from publishing.divisions.rules import Division, Level
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.db import JsonValue
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.registry.batches import asks, batch_changes, batch_value, generation_of, is_outdated
from publishing.registry.checking import AcceptedRow, CheckReport, check, report_json
from publishing.registry.matching import Change, ChangeKind, CurrentRecord, match
from publishing.registry.models import ImportBatch, ImportChange
from publishing.registry.queries import current_records
from publishing.registry.reading import Workbook, read_workbook
from publishing.registry.rules import KindergartenFacts
from publishing.registry.scope import CountyScope, DivisionRow
from publishing.registry.scope import county_scope as scope_of_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportSummary:
    """What became of a file: the stored batch, the check, and what announcing it would change."""

    batch_id: int
    report: CheckReport
    changes: tuple[Change, ...]

    @property
    def nothing_new(self) -> bool:
        """Whether the list says exactly what the register says already."""
        return all(change.kind is ChangeKind.UNCHANGED for change in self.changes)


class NothingAccepted(Invalid):
    """No row of the list can be published; `report` says why, row by row."""

    def __init__(self, report: CheckReport) -> None:
        super().__init__(field="file", reason="nothing_accepted", rows=report.rows_read)
        self.report = report


def import_list(
    session: Session,
    *,
    data: bytes,
    filename: str,
    county_code: str,
    actor: Actor,
    now: datetime,
    today: date,
) -> ImportSummary:
    """Checks `data` as the list of a county and keeps it as a batch; a file sent twice on a day is one batch.

    Raises Forbidden and OutsideJurisdiction, NotFound for a code that is no county, UnreadableFile for a file
    that cannot be opened, NothingAccepted where no row can be published.
    """
    county = get_county(session, county_code)
    actor.require(Permission.REGISTER_IMPORT, county.path)
    report = check(read_workbook(data, filename), county=_scope(session, county), today=today)
    if not report.accepted:
        raise NothingAccepted(report)
    digest = hashlib.sha256(data).hexdigest()
    again = _same_batch(session, county.code, digest, actor, today)
    if again is not None:
        changes = tuple(stored.change for stored in batch_changes(session, again.id))
        return ImportSummary(batch_id=again.id, report=report, changes=changes)
    changes = _compared(report.accepted, current_records(session, county.code, today=today))
    changes = (*(c for c in changes if not asks(c)), *(c for c in changes if asks(c)))
    batch = ImportBatch(
        county_code=county.code,
        filename=filename[:200],
        digest=digest,
        imported_by_id=_user(actor),
        imported_at=now,
        generation=generation_of(session, county.code),
        report=stored_report(report),
    )
    session.add(batch)
    session.flush()
    session.add_all(_row(batch.id, position, change) for position, change in enumerate(changes, 1))
    record(
        session,
        actor=actor,
        action="register.import",
        subject=f"batch:{batch.id}",
        details={"county": county.code, "digest": digest, "accepted": len(report.accepted)},
        now=now,
    )
    return ImportSummary(batch_id=batch.id, report=report, changes=changes)


def check_file(
    session: Session, *, data: bytes, filename: str, county_code: str, actor: Actor, today: date
) -> tuple[Workbook, CheckReport]:
    """What stands in `data`, and its check; nothing is kept. Raises as `import_list` for unreadable ones."""
    county = get_county(session, county_code)
    actor.require(Permission.REGISTER_IMPORT, county.path)
    workbook = read_workbook(data, filename)
    return workbook, check(workbook, county=_scope(session, county), today=today)


def get_county(session: Session, county_code: str) -> Division:
    """The county of a code of 6 or 12 digits; raises NotFound."""
    county = get_division(session, county_code.ljust(12, "0") if len(county_code) == 6 else county_code)
    if county.level is not Level.COUNTY:
        raise NotFound(what="county")
    return county


def county_scope(session: Session, county_code: str) -> CountyScope:
    """The county's townships and villages, as `checking.check` needs them; raises NotFound."""
    return _scope(session, get_county(session, county_code))


def stored_report(report: CheckReport) -> Mapping[str, JsonValue]:
    """The report as `register check --json` prints it, with the English sentence beside each Chinese one."""
    body: dict[str, JsonValue] = report_json(report)
    for shown, problem in zip(body["problems"], report.problems, strict=True):
        shown["message_en"] = problem.message_en
    return body


def _scope(session: Session, county: Division) -> CountyScope:
    below = (list_level(session, level, within=county.path) for level in (Level.TOWNSHIP, Level.VILLAGE))
    rows = [
        DivisionRow(code=d.code, name=d.name, level=d.level.value, parent_code=d.parent_code or "")
        for group in ((county,), *below)
        for d in group
    ]
    return scope_of_rows(rows, county.code)


def _compared(rows: Sequence[AcceptedRow], current: Sequence[CurrentRecord]) -> tuple[Change, ...]:
    """What the list would change. A field that no row fills in says nothing (the list has no such column):
    what the register knows of it stays."""
    changes = match(rows, current)
    said = [field.name for field in fields(KindergartenFacts)]
    silent = [name for name in said if all(getattr(row.facts, name) is None for row in rows)]
    known = {(change.sheet, change.row): change.before for change in changes if change.before is not None}
    kept = []
    for row in rows:
        before = known.get((row.sheet, row.row))
        facts = row.facts
        if before is not None:
            facts = replace(facts, **{name: getattr(before, name) for name in silent})
        kept.append(replace(row, facts=facts))
    return match(kept, current)


def _same_batch(
    session: Session, county_code: str, digest: str, actor: Actor, today: date
) -> ImportBatch | None:
    """This person's batch of the same file, read today and still comparable: forms are sent twice."""
    rows = session.scalars(
        select(ImportBatch)
        .where(
            ImportBatch.county_code == county_code,
            ImportBatch.digest == digest,
            ImportBatch.imported_by_id == actor.user_id,
            ImportBatch.announcement_id.is_(None),
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )
    row = rows.one_or_none()
    if row is None or local_day(row.imported_at) != today or is_outdated(session, batch_value(row)):
        return None
    return row


def _row(batch_id: int, position: int, change: Change) -> ImportChange:
    return ImportChange(
        batch_id=batch_id,
        position=position,
        kind=change.kind.value,
        kindergarten_id=change.kindergarten_id,
        sheet=(change.sheet or "")[:200],
        row=change.row,
        before=None if change.before is None else change.before.to_json(),
        after=None if change.after is None else change.after.to_json(),
        fields=list(change.fields),
        matched_by=change.reason.value,
    )


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise Invalid(field="actor", reason="no_account")
    return actor.user_id
