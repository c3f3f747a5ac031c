"""Reports that go upward, and the days by which they are due."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db
from intake.reports.models import SIGNED_STAYS

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = publishing.kernel.db.UtcDateTime(timezone=True)
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", moment, nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", moment, nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('township_half', 'county_year', 'city_year')", name=op.f("ck_reports_kind")
        ),
        sa.CheckConstraint("half BETWEEN 0 AND 2", name=op.f("ck_reports_half")),
        sa.CheckConstraint(
            "signed_by_id IS NULL OR signed_by_id <> submitted_by_id", name=op.f("ck_reports_second_person")
        ),
        sa.CheckConstraint(
            "state <> 'signed' OR (content IS NOT NULL AND digest IS NOT NULL AND number IS NOT NULL"
            " AND signed_by_id IS NOT NULL AND signed_at IS NOT NULL AND submitted_by_id IS NOT NULL)",
            name=op.f("ck_reports_signed_whole"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_reports_{column}_{table}"))
            for column, table in (
                ("office_id", "offices"),
                ("begun_by_id", "accounts"),
                ("submitted_by_id", "accounts"),
                ("signed_by_id", "accounts"),
                ("replaces_id", "reports"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_reports_office_id_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reports_replaces_id")),
    )
    for column in ("office_id", "division_path", "year", "state"):
        op.create_index(op.f(f"ix_reports_{column}"), "reports", [column])
    op.create_index(
        "uq_reports_in_work",
        "reports",
        ["office_id", "kind", "year", "half"],
        unique=True,
        sqlite_where=sa.text("state <> 'signed'"),
        postgresql_where=sa.text("state <> 'signed'"),
    )
    for statement in SIGNED_STAYS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "report_dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.CheckConstraint("slot IN ('half1', 'half2', 'year')", name=op.f("ck_report_dues_slot")),
        sa.CheckConstraint(
            "month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31", name=op.f("ck_report_dues_day")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["accounts.id"], name=op.f("fk_report_dues_set_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_dues")),
    )
    op.create_index(op.f("ix_report_dues_division_code"), "report_dues", ["division_code"])


def downgrade() -> None:
    op.drop_table("report_dues")
    op.drop_table("reports")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_report_change()")
