"""The calendar and the periods as data, the days promised to reporters, reminders that were sent."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ADDED = ("reopened_at", "visited_on", "accept_by", "conclude_by", "extended_days")


def upgrade() -> None:
    moment = publishing.kernel.db.UtcDateTime(timezone=True)
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "clocks_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks_version")),
    )
    op.create_table(
        "deadline_steps",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deadline_steps")),
    )
    op.create_index(op.f("ix_deadline_steps_subject"), "deadline_steps", ["subject"])
    op.create_table(
        "clock_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", moment, nullable=False),
        sa.CheckConstraint(
            "unit IN ('working', 'calendar', 'hours', '')", name=op.f("ck_clock_settings_unit")
        ),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_clock_settings_amount")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["accounts.id"], name=op.f("fk_clock_settings_set_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_settings")),
    )
    op.create_index(op.f("ix_clock_settings_division_code"), "clock_settings", ["division_code"])
    # columns are added where they stand: making the table anew would cut what hangs on it
    op.add_column("tips", sa.Column("reopened_at", moment, nullable=True))
    for name in ("visited_on", "accept_by", "conclude_by"):
        op.add_column("tips", sa.Column(name, sa.Date(), nullable=True))
    op.execute(
        "ALTER TABLE tips ADD COLUMN extended_days INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_tips_extension CHECK (extended_days BETWEEN 0 AND 30)"
    )


def downgrade() -> None:
    for name in reversed(_ADDED):
        op.execute(f"ALTER TABLE tips DROP COLUMN {name}")
    for table in ("clock_settings", "deadline_steps", "clocks_version", "calendar_days"):
        op.drop_table(table)
