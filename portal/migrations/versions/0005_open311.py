"""Keys of partners, and the public number of an outcome."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_outcomes_number"), ["number"], unique=False)
    # what was published before: its source is tip:<id>:<version>
    op.execute(
        "UPDATE outcomes SET number = (SELECT tips.number FROM tips"
        " WHERE outcomes.source LIKE 'tip:' || CAST(tips.id AS VARCHAR(20)) || ':%')"
    )


def downgrade() -> None:
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_number"))
        batch_op.drop_column("number")
    op.drop_table("api_keys")
