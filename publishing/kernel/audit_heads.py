"""The audit log's daily heads: how many rows there were at the end of a day, and the hash of the last one.

Who owns the database can write the whole chain anew, and it will be whole. The heads are kept outside it as
well, one line a day in a file and in the server's log, so that whoever has kept one line finds that out:
`portal audit verify --heads FILE`.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from publishing.kernel.audit import AuditReport, hash_at, head_of
from publishing.kernel.errors import Invalid

_FIELDS = 3
_HASH_LENGTH = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class DayHead:
    """The head that was written on a day."""

    day: date
    rows: int
    head: str

    def line(self) -> str:
        """The head as a line of the file: `2026-11-24 1832 9f0c…`."""
        return f"{self.day.isoformat()} {self.rows} {self.head}"

    def report(self) -> AuditReport:
        """The head as what verifying found up to it."""
        return AuditReport(rows=self.rows, head=self.head, broken_at=None)


def read_heads(lines: Iterable[str]) -> tuple[DayHead, ...]:
    """The heads of a file's lines; blank lines and comments (#) are passed over. Raises
    Invalid(field="heads", reason="not_a_head", line=number) for anything else."""
    found = []
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        try:
            if len(parts) != _FIELDS or len(bytes.fromhex(parts[2])) * 2 != _HASH_LENGTH:
                raise ValueError
            found.append(DayHead(day=date.fromisoformat(parts[0]), rows=int(parts[1]), head=parts[2]))
        except ValueError as error:
            raise Invalid(field="heads", reason="not_a_head", line=number) from error
    return tuple(found)


def kept_heads(file: Path) -> tuple[DayHead, ...]:
    """The heads that were written so far; none where the file is not there yet."""
    return read_heads(file.read_text().splitlines()) if file.exists() else ()


def write_head(session: Session, file: Path, *, today: date) -> DayHead | None:
    """Appends today's head to the file, durably; None where today's, or one of the same rows, is there."""
    kept = kept_heads(file)
    now = head_of(session)
    if kept and (kept[-1].day >= today or kept[-1].rows >= now.rows):
        return None
    head = DayHead(day=today, rows=now.rows, head=now.head)
    with file.open("a") as out:
        out.write(head.line() + "\n")
        out.flush()
        os.fsync(out.fileno())
    return head


def first_contradiction(session: Session, heads: Iterable[DayHead]) -> DayHead | None:
    """The first head that the log does not bear out: its row is gone, or has another hash."""
    return next((head for head in heads if head.rows and hash_at(session, head.rows) != head.head), None)
