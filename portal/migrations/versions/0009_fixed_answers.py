"""What reporters answer to 问题解决了吗？"""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixed_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("ask", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("satisfaction", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer IN ('fixed', 'not_fixed', 'unsure')", name=op.f("ck_fixed_answers_answer")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["tip_messages.id"], name=op.f("fk_fixed_answers_message_id_tip_messages")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_fixed_answers_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixed_answers")),
    )
    asked = sa.text("ask <> 'early'")
    op.create_index(
        "uq_fixed_answers_asked",
        "fixed_answers",
        ["tip_id", "round", "ask"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.create_index(op.f("ix_fixed_answers_tip_id"), "fixed_answers", ["tip_id"])


def downgrade() -> None:
    op.drop_table("fixed_answers")
