"""Tips that staff wrote down, and order numbers of 12345."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = publishing.kernel.db.UtcDateTime(timezone=True)
    op.create_table(
        "tip_tellings",
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tip_tellings_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["same_as_id"], ["tips.id"], name=op.f("fk_tip_tellings_same_as_id_tips")),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_tellings_tip_id_tips")),
        sa.PrimaryKeyConstraint("tip_id", name=op.f("pk_tip_tellings")),
    )
    with op.batch_alter_table("tip_tellings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_tellings_account_id"), ["account_id"], unique=False)
    op.create_table(
        "tip_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("dispatched_at", moment, nullable=True),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("recorded_at", moment, nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_tip_orders_answered_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_orders_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_orders")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_tip_orders_channel_key")),
    )
    with op.batch_alter_table("tip_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_orders_tip_id"), ["tip_id"], unique=False)


def downgrade() -> None:
    op.drop_table("tip_orders")
    op.drop_table("tip_tellings")
