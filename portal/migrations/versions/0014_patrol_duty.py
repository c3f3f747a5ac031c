"""Where a visit went, place by place, and the months that a county waived."""

import sqlalchemy as sa
from alembic import op

from publishing.kernel.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.CheckConstraint("kind IN ('village', 'kindergarten', 'other')", name=op.f("ck_visit_places_kind")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_places_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_places")),
    )
    op.create_index(op.f("ix_visit_places_visit_id"), "visit_places", ["visit_id"])
    op.create_index(op.f("ix_visit_places_code"), "visit_places", ["code"])
    op.create_table(
        "patrol_waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waived_by_id", sa.Integer(), nullable=False),
        sa.Column("waived_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_patrol_waivers_reason")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)"
            " AND (withdrawn_at IS NULL OR withdrawal_reason <> '')",
            name=op.f("ck_patrol_waivers_withdrawn_whole"),
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_patrol_waivers_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["waived_by_id"], ["accounts.id"], name=op.f("fk_patrol_waivers_waived_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["accounts.id"], name=op.f("fk_patrol_waivers_withdrawn_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_waivers")),
    )
    op.create_index(op.f("ix_patrol_waivers_grid_id"), "patrol_waivers", ["grid_id"])
    op.create_index(op.f("ix_patrol_waivers_month"), "patrol_waivers", ["month"])
    op.create_index(
        "ix_patrol_waivers_standing",
        "patrol_waivers",
        ["grid_id", "month"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("patrol_waivers")
    op.drop_table("visit_places")
