"""Rows of reports and of the days by which they are due. A signed report refuses every change."""

from typing import cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, Document, LongText, Moment, Name


class Report(Base):
    """A report of one office for one period. What was signed is kept whole in `content`; a later version is
    another row that points back."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("kind IN ('township_half', 'county_year', 'city_year')", name="kind"),
        CheckConstraint("half BETWEEN 0 AND 2", name="half"),
        CheckConstraint("signed_by_id IS NULL OR signed_by_id <> submitted_by_id", name="second_person"),
        CheckConstraint(
            "state <> 'signed' OR (content IS NOT NULL AND digest IS NOT NULL AND number IS NOT NULL"
            " AND signed_by_id IS NOT NULL AND signed_at IS NOT NULL AND submitted_by_id IS NOT NULL)",
            name="signed_whole",
        ),
        UniqueConstraint("office_id", "number"),
        # two clerks who begin at once work on one draft
        Index(
            "uq_reports_in_work",
            "office_id",
            "kind",
            "year",
            "half",
            unique=True,
            sqlite_where=text("state <> 'signed'"),
            postgresql_where=text("state <> 'signed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    division_code: Mapped[DivisionCode]
    division_path: Mapped[DivisionPath]
    year: Mapped[int] = mapped_column(index=True)
    half: Mapped[int]
    """1 or 2; 0 for the whole year."""
    state: Mapped[Code] = mapped_column(index=True)
    words: Mapped[Document]
    """What the clerk wrote, by section."""
    content: Mapped[Document | None] = mapped_column(JSON(none_as_null=True))
    """The whole report as it was submitted and, with number and signature, as it was signed."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of `content` in canonical JSON."""
    number: Mapped[Name | None]
    """发文字号: one sequence an office and year."""
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[Moment]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[Moment | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[Moment | None]
    return_reason: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"), unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)


class ReportDue(Base):
    """The day of the year by which reports of a county (or city) are due. The last row counts; none is
    changed."""

    __tablename__ = "report_dues"
    __table_args__ = (
        CheckConstraint("slot IN ('half1', 'half2', 'year')", name="slot"),
        CheckConstraint("month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31", name="day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[DivisionCode] = mapped_column(index=True)
    slot: Mapped[Code]
    month: Mapped[int]
    day: Mapped[int]
    reason: Mapped[LongText]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[Moment]


SIGNED_STAYS = {
    "sqlite": (
        "CREATE TRIGGER reports_signed_no_update BEFORE UPDATE ON reports WHEN OLD.state IN ('signed')"
        " BEGIN SELECT RAISE(ABORT, 'a signed report is kept as it is'); END",
        "CREATE TRIGGER reports_signed_no_delete BEFORE DELETE ON reports WHEN OLD.state IN ('signed')"
        " BEGIN SELECT RAISE(ABORT, 'a signed report is kept as it is'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a signed report is kept as it is'; END $$",
        "CREATE TRIGGER reports_signed_stays BEFORE UPDATE OR DELETE ON reports"
        " FOR EACH ROW WHEN (OLD.state IN ('signed')) EXECUTE FUNCTION refuse_report_change()",
    ),
}
"""By dialect: what makes the database itself keep a signed report; run after the table is made."""


@event.listens_for(cast(Table, Report.__table__), "after_create")
def _protect(_table: object, connection: Connection, **_options: object) -> None:
    for statement in SIGNED_STAYS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(cast(Table, Report.__table__), "after_drop")
def _unprotect(_table: object, connection: Connection, **_options: object) -> None:
    # dropping a table takes its triggers along, not the function they call
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_report_change()")
