"""Tips that came over a limit or look like advertising wait in a lane of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added where it stands: making the table anew would cut what hangs on it
    op.add_column("tips", sa.Column("quarantined", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_tips_quarantined"), "tips", ["quarantined"])
    op.execute("UPDATE tips SET quarantined = true WHERE hold IN ('over_limit', 'spam')")


def downgrade() -> None:
    op.drop_index(op.f("ix_tips_quarantined"), "tips")
    op.execute("ALTER TABLE tips DROP COLUMN quarantined")
