"""A spot check that was called off, and a photo of a visit that was taken off again, each with its reason."""

import sqlalchemy as sa
from alembic import op

from publishing.kernel.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spot_check_call_offs",
        sa.Column("spot_check_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("called_off_by_id", sa.Integer(), nullable=False),
        sa.Column("called_off_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_spot_check_call_offs_reason")),
        sa.ForeignKeyConstraint(
            ["spot_check_id"],
            ["spot_checks.id"],
            name=op.f("fk_spot_check_call_offs_spot_check_id_spot_checks"),
        ),
        sa.ForeignKeyConstraint(
            ["called_off_by_id"],
            ["accounts.id"],
            name=op.f("fk_spot_check_call_offs_called_off_by_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("spot_check_id", name=op.f("pk_spot_check_call_offs")),
    )
    # nothing hangs on the photos, so SQLite may make their table anew
    with op.batch_alter_table("visit_photos") as batch:
        batch.add_column(sa.Column("removal_reason", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("removed_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f("fk_visit_photos_removed_by_id_accounts"), "accounts", ["removed_by_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_visit_photos_removed_whole"),
            "(removed_at IS NULL) = (removed_by_id IS NULL) AND (removed_at IS NULL) = (removal_reason = '')",
        )


def downgrade() -> None:
    with op.batch_alter_table("visit_photos") as batch:
        batch.drop_constraint(op.f("ck_visit_photos_removed_whole"), type_="check")
        batch.drop_constraint(op.f("fk_visit_photos_removed_by_id_accounts"), type_="foreignkey")
        for column in ("removal_reason", "removed_by_id", "removed_at"):
            batch.drop_column(column)
    op.drop_table("spot_check_call_offs")
