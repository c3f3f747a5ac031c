"""What the office keeps of grids: uploaded tables, settled villages of kindergartens, the leading group."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = publishing.kernel.db.UtcDateTime(timezone=True)
    op.create_table(
        "kindergarten_places",
        sa.Column("kindergarten_id", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("kindergarten_id", name=op.f("pk_kindergarten_places")),
    )
    op.create_table(
        "grid_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_grid_drafts_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_drafts")),
    )
    with op.batch_alter_table("grid_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grid_drafts_account_id"), ["account_id"], unique=False)
    op.create_table(
        "leading_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("post", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('leader', 'deputy', 'member')", name=op.f("ck_leading_members_role")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_leading_members_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leading_members")),
    )
    with op.batch_alter_table("leading_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leading_members_division_code"), ["division_code"], unique=False)


def downgrade() -> None:
    op.drop_table("leading_members")
    op.drop_table("grid_drafts")
    op.drop_table("kindergarten_places")
