"""Places that leave the table or are merged, words for places from the offices, and a count of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    state = op.create_table(
        "division_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division_state")),
    )
    op.bulk_insert(state, [{"id": 1, "revision": 1}])
    # columns are added where they stand: making the table anew would cut what hangs on it
    op.add_column("divisions", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("divisions", sa.Column("successor_code", sa.String(length=20), nullable=True))
    op.add_column(
        "division_aliases", sa.Column("source", sa.String(length=40), nullable=False, server_default="table")
    )


def downgrade() -> None:
    op.execute("ALTER TABLE division_aliases DROP COLUMN source")
    op.execute("ALTER TABLE divisions DROP COLUMN successor_code")
    op.execute("ALTER TABLE divisions DROP COLUMN closed_on")
    op.drop_table("division_state")
