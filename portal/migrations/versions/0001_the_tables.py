"""The tables."""

import sqlalchemy as sa
from alembic import op

import publishing.kernel.db
from publishing.kernel.audit import APPEND_ONLY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accept_by_hand",
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("division_code", "category", name=op.f("pk_accept_by_hand")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rows")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_rows_hash")),
    )
    with op.batch_alter_table("audit_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_rows_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_rows_subject"), ["subject"], unique=False)

    op.create_table(
        "divisions",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("parent_code", sa.String(length=20), nullable=True),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "level IN ('city', 'county', 'township', 'village')", name=op.f("ck_divisions_level")
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["divisions.code"], name=op.f("fk_divisions_parent_code_divisions")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_divisions")),
    )
    with op.batch_alter_table("divisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_divisions_parent_code"), ["parent_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_divisions_path"), ["path"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("run_after", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_run_after"), ["run_after"], unique=False)

    op.create_table(
        "kindergartens",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("county_code", sa.String(length=20), nullable=False),
        sa.Column("township_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("licence_no", sa.String(length=40), nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kindergartens")),
    )
    with op.batch_alter_table("kindergartens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kindergartens_county_code"), ["county_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_kindergartens_licence_no"), ["licence_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_kindergartens_township_code"), ["township_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_kindergartens_uscc"), ["uscc"], unique=False)

    op.create_table(
        "number_sequences",
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_number_sequences")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("document_prefix", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("hotline", sa.String(length=40), nullable=True),
        sa.CheckConstraint("kind IN ('city', 'county', 'central_school')", name=op.f("ck_offices_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("name", name=op.f("uq_offices_name")),
    )
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offices_division_code"), ["division_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_offices_division_path"), ["division_path"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("county_code", sa.String(length=20), nullable=False),
        sa.Column("township_code", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("published_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("source", name=op.f("uq_outcomes_source")),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_county_code"), ["county_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_published_at"), ["published_at"], unique=False)

    op.create_table(
        "sealing_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealing_keys")),
    )
    with op.batch_alter_table("sealing_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealing_keys_division_code"), ["division_code"], unique=False)

    op.create_table(
        "tip_drafts",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tip_drafts")),
    )
    with op.batch_alter_table("tip_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_drafts_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_accounts_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("username", name=op.f("uq_accounts_username")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_office_id"), ["office_id"], unique=False)

    op.create_table(
        "division_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["divisions.code"], name=op.f("fk_division_aliases_code_divisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division_aliases")),
    )
    with op.batch_alter_table("division_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_division_aliases_alias"), ["alias"], unique=False)

    op.create_table(
        "draft_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["tip_drafts.digest"], name=op.f("fk_draft_photos_digest_tip_drafts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_photos")),
    )
    with op.batch_alter_table("draft_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_photos_digest"), ["digest"], unique=False)

    op.create_table(
        "grids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_grids_period")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_grids_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grids")),
    )
    with op.batch_alter_table("grids", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grids_division_path"), ["division_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_grids_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grids_township_code"), ["township_code"], unique=False)

    op.create_table(
        "licence_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kindergarten_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("published_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kindergarten_id"],
            ["kindergartens.id"],
            name=op.f("fk_licence_events_kindergarten_id_kindergartens"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_events")),
        sa.UniqueConstraint(
            "announcement_id",
            "kindergarten_id",
            "kind",
            name=op.f("uq_licence_events_announcement_id_kindergarten_id_kind"),
        ),
    )
    with op.batch_alter_table("licence_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_licence_events_announcement_id"), ["announcement_id"], unique=False
        )
        batch_op.create_index(
            "ix_licence_events_order", ["kindergarten_id", "effective_on", "published_at"], unique=False
        )

    op.create_table(
        "run_kindergartens",
        sa.Column("kindergarten_id", sa.String(length=12), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_run_kindergartens_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("kindergarten_id", name=op.f("pk_run_kindergartens")),
    )
    with op.batch_alter_table("run_kindergartens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_kindergartens_office_id"), ["office_id"], unique=False)

    op.create_table(
        "grid_supervisors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_grid_supervisors_period")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_grid_supervisors_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_grid_supervisors_grid_id_grids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_supervisors")),
    )
    with op.batch_alter_table("grid_supervisors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grid_supervisors_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grid_supervisors_grid_id"), ["grid_id"], unique=False)

    op.create_table(
        "grid_villages",
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("village_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_grid_villages_grid_id_grids")),
        sa.PrimaryKeyConstraint("grid_id", "village_code", name=op.f("pk_grid_villages")),
    )
    with op.batch_alter_table("grid_villages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grid_villages_village_code"), ["village_code"], unique=False)

    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["accounts.id"], name=op.f("fk_import_batches_imported_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sa.UniqueConstraint("announcement_id", name=op.f("uq_import_batches_announcement_id")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batches_county_code"), ["county_code"], unique=False)

    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_leaves_period")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_leaves_account_id_accounts")),
        sa.ForeignKeyConstraint(["cover_id"], ["accounts.id"], name=op.f("fk_leaves_cover_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaves_account_id"), ["account_id"], unique=False)

    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kindergarten_id", sa.String(length=12), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_relations_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
    )
    with op.batch_alter_table("relations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relations_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sign_in_sessions",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_in_sessions_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_in_sessions")),
    )
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_sessions_account_id"), ["account_id"], unique=False)

    op.create_table(
        "tips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("more_categories", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kindergarten_name", sa.String(length=200), nullable=False),
        sa.Column("kindergarten_id", sa.String(length=12), nullable=True),
        sa.Column("place_words", sa.Text(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("place_certainty", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("hold", sa.String(length=40), nullable=False),
        sa.Column("received_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("handled_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("replied_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("responsible_office_id", sa.Integer(), nullable=False),
        sa.Column("responsible_user_id", sa.Integer(), nullable=True),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("route", sa.JSON(), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("report_text", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("public_wording", sa.Text(), nullable=False),
        sa.Column("interim", sa.Boolean(), nullable=False),
        sa.Column("danger_goes_on", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=True),
        sa.Column("sealing_key_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('verifying', 'need_info', 'handled') OR responsible_user_id IS NOT NULL",
            name=op.f("ck_tips_someone_verifies"),
        ),
        sa.CheckConstraint(
            "concluded_by_id IS NULL OR concluded_by_id <> handled_by_id", name=op.f("ck_tips_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["concluded_by_id"], ["accounts.id"], name=op.f("fk_tips_concluded_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_tips_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["accounts.id"], name=op.f("fk_tips_handled_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["tips.id"], name=op.f("fk_tips_merged_into_id_tips")),
        sa.ForeignKeyConstraint(
            ["responsible_office_id"], ["offices.id"], name=op.f("fk_tips_responsible_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_user_id"], ["accounts.id"], name=op.f("fk_tips_responsible_user_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["sealing_key_id"], ["sealing_keys.id"], name=op.f("fk_tips_sealing_key_id_sealing_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_tips_code_digest")),
        sa.UniqueConstraint("number", name=op.f("uq_tips_number")),
        sa.UniqueConstraint("submission", name=op.f("uq_tips_submission")),
    )
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tips_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_tips_division_path"), ["division_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_tips_received_at"), ["received_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tips_responsible_office_id"), ["responsible_office_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_tips_responsible_user_id"), ["responsible_user_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_tips_state"), ["state"], unique=False)

    op.create_table(
        "wrapped_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealing_key_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_wrapped_keys_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["sealing_key_id"], ["sealing_keys.id"], name=op.f("fk_wrapped_keys_sealing_key_id_sealing_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrapped_keys")),
    )
    with op.batch_alter_table("wrapped_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wrapped_keys_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wrapped_keys_sealing_key_id"), ["sealing_key_id"], unique=False)

    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("released_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("hotline", sa.String(length=40), nullable=True),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'released' OR (number IS NOT NULL AND dated_on IS NOT NULL AND released_at IS NOT NULL AND approved_by_id IS NOT NULL AND content IS NOT NULL AND content_hash IS NOT NULL)",
            name=op.f("ck_announcements_released_whole"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> drafted_by_id",
            name=op.f("ck_announcements_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["accounts.id"], name=op.f("fk_announcements_approved_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_announcements_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["accounts.id"], name=op.f("fk_announcements_drafted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_announcements_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_announcements_batch_id")),
        sa.UniqueConstraint("number", name=op.f("uq_announcements_number")),
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcements_county_code"), ["county_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_division_path"), ["division_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_released_at"), ["released_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_state"), ["state"], unique=False)

    op.create_table(
        "import_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kindergarten_id", sa.String(length=12), nullable=True),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("matched_by", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_changes_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["kindergarten_id"],
            ["kindergartens.id"],
            name=op.f("fk_import_changes_kindergarten_id_kindergartens"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_changes")),
    )
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_changes_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "tip_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tip_messages_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_messages_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_messages")),
    )
    with op.batch_alter_table("tip_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_messages_tip_id"), ["tip_id"], unique=False)

    op.create_table(
        "tip_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_photos_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_photos")),
        sa.UniqueConstraint("file", name=op.f("uq_tip_photos_file")),
    )
    with op.batch_alter_table("tip_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_photos_tip_id"), ["tip_id"], unique=False)

    op.create_table(
        "tip_recusals",
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tip_recusals_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_recusals_tip_id_tips")),
        sa.PrimaryKeyConstraint("tip_id", "account_id", name=op.f("pk_tip_recusals")),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("visited_by_id", sa.Integer(), nullable=False),
        sa.Column("companions", sa.String(length=200), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("found_nothing", sa.Boolean(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_visits_grid_id_grids")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_visits_office_id_offices")),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_visits_tip_id_tips")),
        sa.ForeignKeyConstraint(
            ["visited_by_id"], ["accounts.id"], name=op.f("fk_visits_visited_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("submission", name=op.f("uq_visits_submission")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_division_path"), ["division_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_grid_id"), ["grid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_tip_id"), ["tip_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_visited_by_id"), ["visited_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_visited_on"), ["visited_on"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("handling", sa.String(length=40), nullable=False),
        sa.Column("premises", sa.String(length=200), nullable=False),
        sa.Column("kindergarten_id", sa.String(length=12), nullable=True),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("severity IN ('general', 'major')", name=op.f("ck_findings_severity")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_findings_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "ledger_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=True),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("premises", sa.String(length=200), nullable=False),
        sa.Column("kindergarten_id", sa.String(length=12), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("opened_at", publishing.kernel.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=False),
        sa.Column("rechecked_by_id", sa.Integer(), nullable=True),
        sa.Column("operator_answer", sa.Text(), nullable=False),
        sa.Column("filing_reason", sa.String(length=40), nullable=False),
        sa.Column("handed_to", sa.String(length=200), nullable=False),
        sa.Column("hand_over_receipt", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("disposal", sa.String(length=40), nullable=False),
        sa.Column("children_count", sa.Integer(), nullable=True),
        sa.Column("children_to", sa.Text(), nullable=False),
        sa.Column("struck_off_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_off_on", sa.Date(), nullable=True),
        sa.Column("relapse_of_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('unlicensed', 'hazard')", name=op.f("ck_ledger_items_kind")),
        sa.CheckConstraint("severity IN ('general', 'major')", name=op.f("ck_ledger_items_severity")),
        sa.CheckConstraint(
            "state <> 'closed_out' OR (struck_off_by_id IS NOT NULL AND struck_off_on IS NOT NULL AND evidence <> '')",
            name=op.f("ck_ledger_items_struck_off_whole"),
        ),
        sa.CheckConstraint(
            "state <> 'closed_out' OR kind <> 'unlicensed' OR (disposal <> '' AND children_to <> '')",
            name=op.f("ck_ledger_items_children_placed"),
        ),
        sa.CheckConstraint(
            "rechecked_by_id IS NULL OR rechecked_by_id <> handled_by_id",
            name=op.f("ck_ledger_items_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_ledger_items_finding_id_findings")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_ledger_items_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["accounts.id"], name=op.f("fk_ledger_items_handled_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_ledger_items_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["rechecked_by_id"], ["accounts.id"], name=op.f("fk_ledger_items_rechecked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["relapse_of_id"], ["ledger_items.id"], name=op.f("fk_ledger_items_relapse_of_id_ledger_items")
        ),
        sa.ForeignKeyConstraint(
            ["struck_off_by_id"], ["accounts.id"], name=op.f("fk_ledger_items_struck_off_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_ledger_items_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_items")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_ledger_items_finding_id")),
        sa.UniqueConstraint("number", name=op.f("uq_ledger_items_number")),
    )
    with op.batch_alter_table("ledger_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_items_division_path"), ["division_path"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ledger_items_kindergarten_id"), ["kindergarten_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ledger_items_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_items_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_items_tip_id"), ["tip_id"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.CheckConstraint("reply_due_on >= sent_on", name=op.f("ck_letters_dates")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["ledger_items.id"], name=op.f("fk_letters_item_id_ledger_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_item_id"), ["item_id"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=True),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("requirements", sa.Text(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("service_note", sa.Text(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_on >= issued_on", name=op.f("ck_notices_due")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["accounts.id"], name=op.f("fk_notices_issued_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["ledger_items.id"], name=op.f("fk_notices_item_id_ledger_items")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_item_id"), ["item_id"], unique=False)

    op.create_table(
        "rechecks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("rechecked_by_id", sa.Integer(), nullable=False),
        sa.Column("rechecked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["ledger_items.id"], name=op.f("fk_rechecks_item_id_ledger_items")
        ),
        sa.ForeignKeyConstraint(
            ["rechecked_by_id"], ["accounts.id"], name=op.f("fk_rechecks_rechecked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_rechecks_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rechecks")),
    )
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rechecks_item_id"), ["item_id"], unique=False)

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rechecks_item_id"))

    op.drop_table("rechecks")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_item_id"))

    op.drop_table("notices")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_item_id"))

    op.drop_table("letters")
    with op.batch_alter_table("ledger_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_items_tip_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_items_state"))
        batch_op.drop_index(batch_op.f("ix_ledger_items_office_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_items_kindergarten_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_items_division_path"))

    op.drop_table("ledger_items")
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_findings_visit_id"))

    op.drop_table("findings")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_visited_on"))
        batch_op.drop_index(batch_op.f("ix_visits_visited_by_id"))
        batch_op.drop_index(batch_op.f("ix_visits_tip_id"))
        batch_op.drop_index(batch_op.f("ix_visits_office_id"))
        batch_op.drop_index(batch_op.f("ix_visits_grid_id"))
        batch_op.drop_index(batch_op.f("ix_visits_division_path"))

    op.drop_table("visits")
    op.drop_table("tip_recusals")
    with op.batch_alter_table("tip_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tip_photos_tip_id"))

    op.drop_table("tip_photos")
    with op.batch_alter_table("tip_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tip_messages_tip_id"))

    op.drop_table("tip_messages")
    with op.batch_alter_table("import_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_changes_batch_id"))

    op.drop_table("import_changes")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcements_state"))
        batch_op.drop_index(batch_op.f("ix_announcements_released_at"))
        batch_op.drop_index(batch_op.f("ix_announcements_division_path"))
        batch_op.drop_index(batch_op.f("ix_announcements_county_code"))

    op.drop_table("announcements")
    with op.batch_alter_table("wrapped_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrapped_keys_sealing_key_id"))
        batch_op.drop_index(batch_op.f("ix_wrapped_keys_account_id"))

    op.drop_table("wrapped_keys")
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tips_state"))
        batch_op.drop_index(batch_op.f("ix_tips_responsible_user_id"))
        batch_op.drop_index(batch_op.f("ix_tips_responsible_office_id"))
        batch_op.drop_index(batch_op.f("ix_tips_received_at"))
        batch_op.drop_index(batch_op.f("ix_tips_division_path"))
        batch_op.drop_index(batch_op.f("ix_tips_category"))

    op.drop_table("tips")
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_sessions_account_id"))

    op.drop_table("sign_in_sessions")
    with op.batch_alter_table("relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relations_account_id"))

    op.drop_table("relations")
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaves_account_id"))

    op.drop_table("leaves")
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batches_county_code"))

    op.drop_table("import_batches")
    with op.batch_alter_table("grid_villages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grid_villages_village_code"))

    op.drop_table("grid_villages")
    with op.batch_alter_table("grid_supervisors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grid_supervisors_grid_id"))
        batch_op.drop_index(batch_op.f("ix_grid_supervisors_account_id"))

    op.drop_table("grid_supervisors")
    with op.batch_alter_table("run_kindergartens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_kindergartens_office_id"))

    op.drop_table("run_kindergartens")
    with op.batch_alter_table("licence_events", schema=None) as batch_op:
        batch_op.drop_index("ix_licence_events_order")
        batch_op.drop_index(batch_op.f("ix_licence_events_announcement_id"))

    op.drop_table("licence_events")
    with op.batch_alter_table("grids", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grids_township_code"))
        batch_op.drop_index(batch_op.f("ix_grids_office_id"))
        batch_op.drop_index(batch_op.f("ix_grids_division_path"))

    op.drop_table("grids")
    with op.batch_alter_table("draft_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_photos_digest"))

    op.drop_table("draft_photos")
    with op.batch_alter_table("division_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_division_aliases_alias"))

    op.drop_table("division_aliases")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_office_id"))

    op.drop_table("accounts")
    with op.batch_alter_table("tip_drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tip_drafts_updated_at"))

    op.drop_table("tip_drafts")
    with op.batch_alter_table("sealing_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealing_keys_division_code"))

    op.drop_table("sealing_keys")
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcomes_published_at"))
        batch_op.drop_index(batch_op.f("ix_outcomes_county_code"))

    op.drop_table("outcomes")
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offices_division_path"))
        batch_op.drop_index(batch_op.f("ix_offices_division_code"))

    op.drop_table("offices")
    op.drop_table("number_sequences")
    with op.batch_alter_table("kindergartens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kindergartens_uscc"))
        batch_op.drop_index(batch_op.f("ix_kindergartens_township_code"))
        batch_op.drop_index(batch_op.f("ix_kindergartens_licence_no"))
        batch_op.drop_index(batch_op.f("ix_kindergartens_county_code"))

    op.drop_table("kindergartens")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_run_after"))
        batch_op.drop_index(batch_op.f("ix_jobs_done_at"))

    op.drop_table("jobs")
    with op.batch_alter_table("divisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_divisions_path"))
        batch_op.drop_index(batch_op.f("ix_divisions_parent_code"))

    op.drop_table("divisions")
    with op.batch_alter_table("audit_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_rows_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_rows_action"))

    op.drop_table("audit_rows")
    op.drop_table("accept_by_hand")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_audit_change()")
