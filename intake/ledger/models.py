"""Rows of the 台账: items, rectification notices, letters to departments. Nothing is ever deleted."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, LongText, Moment, Name


class LedgerItem(Base):
    """One thing to be put right, followed until it is struck off."""

    __tablename__ = "ledger_items"
    __table_args__ = (
        CheckConstraint("kind IN ('unlicensed', 'hazard')", name="kind"),
        CheckConstraint("severity IN ('general', 'major')", name="severity"),
        CheckConstraint(
            "state <> 'closed_out' OR (struck_off_by_id IS NOT NULL AND struck_off_on IS NOT NULL"
            " AND evidence <> '')",
            name="struck_off_whole",
        ),
        CheckConstraint(
            "state <> 'closed_out' OR kind <> 'unlicensed' OR (disposal <> '' AND children_to <> '')",
            name="children_placed",
        ),
        CheckConstraint("rechecked_by_id IS NULL OR rechecked_by_id <> handled_by_id", name="second_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[Name] = mapped_column(unique=True)
    """台账编号, e.g. 博爱台账2026-0032."""
    state: Mapped[Code] = mapped_column(index=True)
    kind: Mapped[Code]
    category: Mapped[Code]
    severity: Mapped[Code]
    source: Mapped[Code]
    """`patrol`, `tip`, `spot_check`."""
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), unique=True)
    """One item a finding: opening it twice finds the first."""
    tip_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    division_code: Mapped[DivisionCode]
    division_path: Mapped[DivisionPath]
    premises: Mapped[Name]
    kindergarten_id: Mapped[str | None] = mapped_column(String(12), index=True)
    operator: Mapped[Name] = mapped_column(default="")
    """举办者 or who runs the place, where known."""
    problem: Mapped[LongText]
    found_on: Mapped[date]
    opened_at: Mapped[Moment]
    due_on: Mapped[date | None]
    """Date by which the notice in force asks for rectification."""
    handled_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """监管责任人 who opened it and follows the rectification."""
    rechecked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    operator_answer: Mapped[str] = mapped_column(Text, default="")
    filing_reason: Mapped[Code] = mapped_column(default="")
    """`major` or `long_term` (三4)."""
    filed_on: Mapped[date | None]
    handed_to: Mapped[Name] = mapped_column(default="")
    handed_on: Mapped[date | None]
    hand_over_receipt: Mapped[Name] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    disposal: Mapped[Code] = mapped_column(default="")
    """`admit`, `rectify`, `merge`, `ban`; unlicensed sites only."""
    children_count: Mapped[int | None]
    children_to: Mapped[str] = mapped_column(Text, default="")
    struck_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    struck_off_on: Mapped[date | None]
    relapse_of_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_items.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)


class Notice(Base):
    """整改通知书: a numbered letter with a date by which things must be right."""

    __tablename__ = "notices"
    __table_args__ = (CheckConstraint("due_on >= issued_on", name="due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("ledger_items.id"), index=True)
    number: Mapped[Name] = mapped_column(unique=True)
    """e.g. 博教网整〔2026〕58号."""
    issued_on: Mapped[date]
    due_on: Mapped[date]
    recheck_on: Mapped[date | None]
    addressee: Mapped[Name]
    problems: Mapped[LongText]
    """One a line."""
    requirements: Mapped[LongText]
    service: Mapped[Code]
    """`signed`, `refused`, `posted` (on the door), `mailed`."""
    service_note: Mapped[str] = mapped_column(Text, default="")
    receiver: Mapped[Name] = mapped_column(default="")
    """签收人: who took it."""
    witness: Mapped[Name] = mapped_column(default="")
    """见证人, where it was refused."""
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class Recheck(Base):
    """复查: a visit by another officer that says whether it was put right."""

    __tablename__ = "rechecks"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("ledger_items.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"))
    passed: Mapped[bool]
    evidence: Mapped[LongText]
    rechecked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    rechecked_on: Mapped[date]


class Letter(Base):
    """A letter to a department that must act, with its dates."""

    __tablename__ = "letters"
    __table_args__ = (CheckConstraint("reply_due_on >= sent_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("ledger_items.id"), index=True)
    department: Mapped[Name]
    sent_on: Mapped[date]
    reply_due_on: Mapped[date]
    replied_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(Text, default="")
