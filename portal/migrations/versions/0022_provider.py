"""Accounts tied to people at the identity provider; browsers on their way there."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_MOMENT = publishing.kernel.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "provider_bindings",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_provider_bindings_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_provider_bindings")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_bindings_issuer_subject")),
    )
    op.create_table(
        "provider_visits",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_provider_visits")),
    )
    op.create_index(op.f("ix_provider_visits_created_at"), "provider_visits", ["created_at"])


def downgrade() -> None:
    op.drop_table("provider_visits")
    op.drop_table("provider_bindings")
