"""A mark that stands for the content of tables whose rows are remembered."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    marks = op.create_table(
        "marks",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    # it also stands for what these two stood for
    op.drop_table("clocks_version")
    op.drop_table("division_state")
    op.bulk_insert(marks, [{"name": "remembered", "value": secrets.token_hex(16)}])


def downgrade() -> None:
    op.drop_table("marks")
    op.create_table(
        "clocks_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks_version")),
    )
    state = op.create_table(
        "division_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division_state")),
    )
    op.bulk_insert(state, [{"id": 1, "revision": 1}])
