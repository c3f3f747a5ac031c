"""Spot checks: samples with their seed and frame, and what each place's visit said of the patrol record."""

import sqlalchemy as sa
from alembic import op

from publishing.kernel.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("division_path", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.Column("frame_count", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("subject IN ('village', 'kindergarten')", name=op.f("ck_spot_checks_subject")),
        sa.CheckConstraint("size >= 1 AND size <= frame_count", name=op.f("ck_spot_checks_size")),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["accounts.id"], name=op.f("fk_spot_checks_drawn_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
        sa.UniqueConstraint("number", name=op.f("uq_spot_checks_number")),
    )
    op.create_index(op.f("ix_spot_checks_division_path"), "spot_checks", ["division_path"])
    op.create_table(
        "spot_check_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_check_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("division_code", sa.String(20), nullable=False),
        sa.Column("division_path", sa.String(120), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("signs", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("result_by_id", sa.Integer(), nullable=True),
        sa.Column("result_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("result IN ('', 'agrees', 'differs')", name=op.f("ck_spot_check_places_result")),
        sa.CheckConstraint("(result = '') = (visit_id IS NULL)", name=op.f("ck_spot_check_places_visited")),
        sa.CheckConstraint("result <> 'differs' OR note <> ''", name=op.f("ck_spot_check_places_said_what")),
        sa.ForeignKeyConstraint(
            ["spot_check_id"], ["spot_checks.id"], name=op.f("fk_spot_check_places_spot_check_id_spot_checks")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_spot_check_places_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_spot_check_places_visit_id_visits")
        ),
        sa.ForeignKeyConstraint(
            ["result_by_id"], ["accounts.id"], name=op.f("fk_spot_check_places_result_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check_places")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_spot_check_places_visit_id")),
    )
    op.create_index(op.f("ix_spot_check_places_spot_check_id"), "spot_check_places", ["spot_check_id"])
    op.create_index(op.f("ix_spot_check_places_division_path"), "spot_check_places", ["division_path"])


def downgrade() -> None:
    op.drop_table("spot_check_places")
    op.drop_table("spot_checks")
