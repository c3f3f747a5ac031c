"""Who took or witnessed a notice, and when an item was filed up and handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added where they stand: making the tables anew would cut what hangs on them
    for column in ("receiver", "witness"):
        op.add_column("notices", sa.Column(column, sa.String(200), server_default="", nullable=False))
    for column in ("filed_on", "handed_on"):
        op.add_column("ledger_items", sa.Column(column, sa.Date(), nullable=True))


def downgrade() -> None:
    for column in ("filed_on", "handed_on"):
        op.execute(f"ALTER TABLE ledger_items DROP COLUMN {column}")
    for column in ("receiver", "witness"):
        op.execute(f"ALTER TABLE notices DROP COLUMN {column}")
