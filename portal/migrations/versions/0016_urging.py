"""Photos of visits, units that were urged to apply for missing papers, and who runs the place of a finding."""

import sqlalchemy as sa
from alembic import op

from publishing.kernel.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("findings", "ledger_items"):
        # added where it stands: making the table anew would cut what hangs on it
        op.add_column(table, sa.Column("operator", sa.String(200), server_default="", nullable=False))
    op.create_table(
        "visit_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_photos_visit_id_visits")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["accounts.id"], name=op.f("fk_visit_photos_added_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_photos")),
        sa.UniqueConstraint("file", name=op.f("uq_visit_photos_file")),
    )
    op.create_index(op.f("ix_visit_photos_visit_id"), "visit_photos", ["visit_id"])
    op.create_table(
        "urgings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("division_path", sa.String(120), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_urgings_finding_id_findings")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_urgings_asked_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgings")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_urgings_finding_id")),
    )
    op.create_index(op.f("ix_urgings_division_path"), "urgings", ["division_path"])
    op.create_index(op.f("ix_urgings_result"), "urgings", ["result"])
    op.create_table(
        "urging_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urging_id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["urging_id"], ["urgings.id"], name=op.f("fk_urging_checks_urging_id_urgings")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["accounts.id"], name=op.f("fk_urging_checks_checked_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging_checks")),
    )
    op.create_index(op.f("ix_urging_checks_urging_id"), "urging_checks", ["urging_id"])


def downgrade() -> None:
    for table in ("urging_checks", "urgings", "visit_photos"):
        op.drop_table(table)
    for table in ("ledger_items", "findings"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN operator")
