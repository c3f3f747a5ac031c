"""Notices to people of the office."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_office_notices_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_notices")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_office_notices_account_id_key")),
    )
    with op.batch_alter_table("office_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_notices_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_notices_subject"), ["subject"], unique=False)


def downgrade() -> None:
    op.drop_table("office_notices")
