"""Rows of visits in the shape of the official 巡查表, and of what was found."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from publishing.kernel.db import Base, Code, DivisionCode, DivisionPath, LongText, Moment, Name


class Visit(Base):
    """One row of a 巡查表: when, where, what was found, what was done."""

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    """Form token: a double tap records one visit."""
    kind: Mapped[Code]
    """`patrol` (monthly), `tip`, `recheck`, `spot_check`."""
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    division_path: Mapped[DivisionPath]
    visited_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    companions: Mapped[Name] = mapped_column(default="")
    visited_on: Mapped[date] = mapped_column(index=True)
    scope: Mapped[LongText]
    """巡查范围: villages, communities and kindergartens of this visit."""
    found_nothing: Mapped[bool]
    """“未发现问题”, said explicitly."""
    handling: Mapped[str] = mapped_column(Text, default="")
    """问题处理结果."""
    tip_id: Mapped[int | None] = mapped_column(ForeignKey("tips.id"), index=True)
    recorded_at: Mapped[Moment]


class VisitPlace(Base):
    """A place that a visit went to: a village, a kindergarten, or another one in words."""

    __tablename__ = "visit_places"
    __table_args__ = (CheckConstraint("kind IN ('village', 'kindergarten', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[Code]
    code: Mapped[DivisionCode] = mapped_column(index=True)
    """Of the village or the kindergarten; empty for another place."""
    name: Mapped[Name]
    """As the sheet prints it."""


class PatrolWaiver(Base):
    """A grid that the county let off its patrol of a month (三3), and whether that was taken back."""

    __tablename__ = "patrol_waivers"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)"
            " AND (withdrawn_at IS NULL OR withdrawal_reason <> '')",
            name="withdrawn_whole",
        ),
        Index(
            "ix_patrol_waivers_standing",
            "grid_id",
            "month",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    month: Mapped[date] = mapped_column(index=True)
    """Its first day."""
    reason: Mapped[LongText]
    waived_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    waived_at: Mapped[Moment]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[Moment | None]


class Finding(Base):
    """A problem found on a visit."""

    __tablename__ = "findings"
    __table_args__ = (CheckConstraint("severity IN ('general', 'major')", name="severity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    category: Mapped[Code]
    severity: Mapped[Code]
    handling: Mapped[Code]
    """`on_spot`, `deadline`, `long_term`."""
    premises: Mapped[Name]
    """Unit or place, e.g. the sign over the door."""
    kindergarten_id: Mapped[str | None] = mapped_column(String(12))
    division_code: Mapped[DivisionCode]
    description: Mapped[LongText]
    operator: Mapped[Name] = mapped_column(default="")
    """举办者 or who runs the place, where known: the same one elsewhere may be a relapse."""


class VisitPhoto(Base):
    """A photo of a visit, decoded and re-encoded without metadata; the bytes lie in the uploads folder."""

    __tablename__ = "visit_photos"
    __table_args__ = (
        CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL) AND (removed_at IS NULL) = (removal_reason = '')",
            name="removed_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    file: Mapped[str] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[Moment]
    removal_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was taken off again; its file is gone then, the row says that there was one."""
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[Moment | None]


class Urging(Base):
    """督促办理: a unit with papers missing was asked to apply for them (notice 60, 三2)."""

    __tablename__ = "urgings"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), unique=True)
    division_path: Mapped[DivisionPath]
    asked_on: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    result: Mapped[Code] = mapped_column(default="", index=True)
    """Of the last time it was looked at; empty before the first."""
    next_on: Mapped[date | None]
    """When it is looked at again; None once it is over."""
    opened_at: Mapped[Moment]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain dict)


class UrgingCheck(Base):
    """A time that somebody asked whether the papers were applied for, and what was heard."""

    __tablename__ = "urging_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    urging_id: Mapped[int] = mapped_column(ForeignKey("urgings.id"), index=True)
    checked_on: Mapped[date]
    result: Mapped[Code]
    note: Mapped[LongText]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[Moment]


class SpotCheck(Base):
    """抽查 (三3): a random sample of places, with what is needed to draw it again."""

    __tablename__ = "spot_checks"
    __table_args__ = (
        CheckConstraint("subject IN ('village', 'kindergarten')", name="subject"),
        CheckConstraint("size >= 1 AND size <= frame_count", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[Name] = mapped_column(unique=True)
    """e.g. 博爱抽查2026-0003."""
    division_path: Mapped[DivisionPath]
    subject: Mapped[Code]
    since: Mapped[date]
    """The patrol record from this day on is compared."""
    reason: Mapped[LongText]
    seed: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    frame: Mapped[LongText]
    """Codes of all places that could have been drawn, sorted, one a line."""
    frame_count: Mapped[int]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    drawn_at: Mapped[Moment]


class SpotCheckCallOff(Base):
    """A sample whose remaining places are not visited, and why; what was drawn and found stays."""

    __tablename__ = "spot_check_call_offs"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    spot_check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"), primary_key=True)
    reason: Mapped[LongText]
    called_off_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    called_off_at: Mapped[Moment]


class SpotCheckPlace(Base):
    """A place of the sample, and what its visit said of the patrol record."""

    __tablename__ = "spot_check_places"
    __table_args__ = (
        CheckConstraint("result IN ('', 'agrees', 'differs')", name="result"),
        CheckConstraint("(result = '') = (visit_id IS NULL)", name="visited"),
        CheckConstraint("result <> 'differs' OR note <> ''", name="said_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    spot_check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"), index=True)
    position: Mapped[int]
    """In the order of drawing, from 1."""
    code: Mapped[DivisionCode]
    name: Mapped[Name]
    division_code: Mapped[DivisionCode]
    division_path: Mapped[DivisionPath]
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), unique=True)
    result: Mapped[Code] = mapped_column(default="")
    signs: Mapped[Name] = mapped_column(default="")
    """What the rows themselves showed to differ when the result was recorded: codes with blanks between."""
    note: Mapped[str] = mapped_column(Text, default="")
    result_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    result_at: Mapped[Moment | None]
