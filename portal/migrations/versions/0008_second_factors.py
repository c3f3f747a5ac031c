"""Invitations, second factors and recovery codes; what a session says of its device."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = publishing.kernel.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_invitations_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('totp', 'passkey')", name=op.f("ck_second_factors_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_second_factors_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_second_factors_credential_id")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_codes_digest")),
    )
    for table in ("invitations", "second_factors", "recovery_codes"):
        op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    # everybody signs in once more: the sessions of before say nothing of their device
    op.execute("DELETE FROM sign_in_sessions")
    with op.batch_alter_table("sign_in_sessions") as batch_op:
        batch_op.add_column(sa.Column("id", sa.String(length=12), nullable=False))
        batch_op.add_column(sa.Column("device", sa.String(length=200), nullable=False))
        batch_op.add_column(sa.Column("proved", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("challenge", sa.LargeBinary(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_sign_in_sessions_id"), ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in_sessions") as batch_op:
        batch_op.drop_constraint(op.f("uq_sign_in_sessions_id"), type_="unique")
        for column in ("id", "device", "proved", "challenge"):
            batch_op.drop_column(column)
    for table in ("recovery_codes", "second_factors", "invitations"):
        op.drop_table(table)
