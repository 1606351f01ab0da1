"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_entry",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=True),
        sa.Column("object_id", sa.String(length=64), nullable=True),
        sa.Column("disclosed", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.create_index("ix_access_entry_actor", ["actor_id", "occurred_at"], unique=False)
        batch_op.create_index("ix_access_entry_citizen", ["citizen_id", "occurred_at"], unique=False)

    op.create_table(
        "citizen",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("id_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("adult_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen")),
        sa.UniqueConstraint("id_index", name=op.f("uq_citizen_id_index")),
    )
    op.create_table(
        "credit_record",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("duty_fulfilled_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_record")),
        sa.UniqueConstraint(
            "department",
            "document_number",
            "item_id",
            "subject_index",
            name=op.f("uq_credit_record_department"),
        ),
    )
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        batch_op.create_index("ix_credit_record_subject", ["subject_index"], unique=False)

    op.create_table(
        "merchant",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant")),
        sa.UniqueConstraint("name", name=op.f("uq_merchant_name")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("stream", sa.String(length=128), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_trouble", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_message_due", ["state", "ready_at"], unique=False)
        batch_op.create_index("ix_outbox_message_stream", ["stream", "sequence"], unique=False)

    op.create_table(
        "request_key",
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_request_key")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("perk", sa.String(length=60), nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_certificate_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_citizen", ["citizen_id", "issued_at"], unique=False)

    op.create_table(
        "consent_grant",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_consent_grant_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_grant")),
    )
    with op.batch_alter_table("consent_grant", schema=None) as batch_op:
        batch_op.create_index(
            "uq_consent_grant_in_force",
            ["citizen_id", "purpose"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "dispute",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("words_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_dispute_citizen_id_citizen")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["credit_record.id"], name=op.f("fk_dispute_record_id_credit_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_record_id"), ["record_id"], unique=False)

    op.create_table(
        "merchant_key",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("merchant_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_merchant_key_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_merchant_key")),
    )
    with op.batch_alter_table("merchant_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merchant_key_merchant_id"), ["merchant_id"], unique=False)

    op.create_table(
        "wechat_account",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("openid_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("unionid_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_wechat_account_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_account")),
        sa.UniqueConstraint("channel", "openid_index", name=op.f("uq_wechat_account_channel")),
    )
    with op.batch_alter_table("wechat_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_account_citizen_id"), ["citizen_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wechat_account_unionid_index"), ["unionid_index"], unique=False)

    op.create_table(
        "linked_card",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("link_id", sa.String(length=40), nullable=False),
        sa.Column("consent_id", sa.String(length=40), nullable=False),
        sa.Column("card_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("card_masked", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refused_because", sa.String(length=60), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_linked_card_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent_grant.id"], name=op.f("fk_linked_card_consent_id_consent_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_card")),
        sa.UniqueConstraint("link_id", name=op.f("uq_linked_card_link_id")),
    )
    with op.batch_alter_table("linked_card", schema=None) as batch_op:
        batch_op.create_index(
            "uq_linked_card_open",
            ["citizen_id", "operator", "card_index"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'linked')"),
            postgresql_where=sa.text("state IN ('pending', 'linked')"),
        )

    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["wechat_account.id"], name=op.f("fk_sign_in_account_id_wechat_account")
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_sign_in_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_citizen_id"), ["citizen_id"], unique=False)

    op.create_table(
        "perk_grant",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("entitlement_id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("perk", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_because", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_id"], ["linked_card.id"], name=op.f("fk_perk_grant_card_id_linked_card")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_perk_grant_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_grant")),
        sa.UniqueConstraint("entitlement_id", name=op.f("uq_perk_grant_entitlement_id")),
    )
    with op.batch_alter_table("perk_grant", schema=None) as batch_op:
        batch_op.create_index("ix_perk_grant_citizen", ["citizen_id", "requested_at"], unique=False)
        batch_op.create_index(
            "uq_perk_grant_open",
            ["card_id", "perk"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'active')"),
            postgresql_where=sa.text("state IN ('pending', 'active')"),
        )

    op.create_table(
        "refresh_token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sign_in_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["sign_in.id"], name=op.f("fk_refresh_token_sign_in_id_sign_in")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_refresh_token")),
    )
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresh_token_sign_in_id"), ["sign_in_id"], unique=False)

    op.create_table(
        "perk_grant_step",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grant_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["perk_grant.id"], name=op.f("fk_perk_grant_step_grant_id_perk_grant")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_perk_grant_step")),
    )
    with op.batch_alter_table("perk_grant_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_perk_grant_step_grant_id"), ["grant_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("perk_grant_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_perk_grant_step_grant_id"))

    op.drop_table("perk_grant_step")
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refresh_token_sign_in_id"))

    op.drop_table("refresh_token")
    with op.batch_alter_table("perk_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_perk_grant_open",
            sqlite_where=sa.text("state IN ('pending', 'active')"),
            postgresql_where=sa.text("state IN ('pending', 'active')"),
        )
        batch_op.drop_index("ix_perk_grant_citizen")

    op.drop_table("perk_grant")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_citizen_id"))
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("linked_card", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_linked_card_open",
            sqlite_where=sa.text("state IN ('pending', 'linked')"),
            postgresql_where=sa.text("state IN ('pending', 'linked')"),
        )

    op.drop_table("linked_card")
    with op.batch_alter_table("wechat_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_account_unionid_index"))
        batch_op.drop_index(batch_op.f("ix_wechat_account_citizen_id"))

    op.drop_table("wechat_account")
    with op.batch_alter_table("merchant_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merchant_key_merchant_id"))

    op.drop_table("merchant_key")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_record_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_citizen_id"))

    op.drop_table("dispute")
    with op.batch_alter_table("consent_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consent_grant_in_force",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("consent_grant")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_citizen")

    op.drop_table("certificate")
    op.drop_table("request_key")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_stream")
        batch_op.drop_index("ix_outbox_message_due")

    op.drop_table("outbox_message")
    op.drop_table("merchant")
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_record_subject")

    op.drop_table("credit_record")
    op.drop_table("citizen")
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_access_entry_citizen")
        batch_op.drop_index("ix_access_entry_actor")

    op.drop_table("access_entry")
