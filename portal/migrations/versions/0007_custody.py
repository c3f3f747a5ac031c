"""Custodians with keys of their own, shares of the counties' keys, proposals, recovery keys, added contacts.

Wrapped keys of the first version stay where they are: they become shares at their owner's next opening.
"""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_keys")),
    )
    with op.batch_alter_table("recovery_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_keys_division_code"), ["division_code"], unique=False)

    op.create_table(
        "custodian_keys",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("memory", sa.Integer(), nullable=False),
        sa.Column("made_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_custodian_keys_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_custodian_keys")),
    )
    op.create_table(
        "custody_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("candidate_key", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decision = '') = (decided_at IS NULL)", name=op.f("ck_custody_proposals_decided_once")
        ),
        sa.CheckConstraint(
            "decision <> 'confirmed' OR (decided_by_id <> proposed_by_id AND decided_by_id <> candidate_id)",
            name=op.f("ck_custody_proposals_second_person"),
        ),
        sa.CheckConstraint("proposed_by_id <> candidate_id", name=op.f("ck_custody_proposals_not_oneself")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["accounts.id"], name=op.f("fk_custody_proposals_candidate_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_custody_proposals_decided_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["accounts.id"], name=op.f("fk_custody_proposals_proposed_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_proposals")),
    )
    with op.batch_alter_table("custody_proposals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custody_proposals_division_code"), ["division_code"], unique=False
        )

    op.create_table(
        "key_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealing_key_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("recovery_key_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (recovery_key_id IS NULL)", name=op.f("ck_key_shares_one_holder")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_key_shares_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["recovery_key_id"],
            ["recovery_keys.id"],
            name=op.f("fk_key_shares_recovery_key_id_recovery_keys"),
        ),
        sa.ForeignKeyConstraint(
            ["sealing_key_id"], ["sealing_keys.id"], name=op.f("fk_key_shares_sealing_key_id_sealing_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_shares")),
        sa.UniqueConstraint(
            "sealing_key_id", "account_id", name=op.f("uq_key_shares_sealing_key_id_account_id")
        ),
        sa.UniqueConstraint(
            "sealing_key_id", "recovery_key_id", name=op.f("uq_key_shares_sealing_key_id_recovery_key_id")
        ),
    )
    with op.batch_alter_table("key_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_key_shares_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_key_shares_recovery_key_id"), ["recovery_key_id"], unique=False)

    op.create_table(
        "added_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealing_key_id", sa.Integer(), nullable=False),
        sa.Column("at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sealing_key_id"],
            ["sealing_keys.id"],
            name=op.f("fk_added_contacts_sealing_key_id_sealing_keys"),
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_added_contacts_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_contacts")),
    )
    with op.batch_alter_table("added_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_added_contacts_tip_id"), ["tip_id"], unique=False)


def downgrade() -> None:
    # what custodians of the present version could open, they cannot any more: take a backup first
    for table in ("added_contacts", "key_shares", "custody_proposals", "custodian_keys", "recovery_keys"):
        op.drop_table(table)
