"""Every place where something is encrypted under the field keys, in the order in which keys are changed.

Not here: what Redis keeps for a day at most, the bot's conversations and answers; and the steps of cases,
sealed in the audit chain with their ciphertext, under keys of their cases which are here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy import Table

from backend.cards.accounts import account_context
from backend.cards.models import LinkedCard
from backend.cards.operator_access.endpoints import secret_context
from backend.cards.operator_access.models import EndpointSecret
from backend.identity.models import Citizen, WeChatAccount
from backend.identity.people import id_number_context, name_context
from backend.identity.reachable import openid_context
from backend.officers.models import Officer
from backend.officers.signing_in import totp_context
from backend.platform.database import Base, Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.field_keys.column import EncryptedColumn
from backend.platform.field_keys.place import Kind, Place
from backend.platform.field_keys.rotation import FieldKeyRotation
from backend.records.details import details_context
from backend.records.importing.models import QuarantinedRow, import_row
from backend.records.importing.part_work import quarantine_context
from backend.records.models import CreditRecord, CreditRecordVersion
from backend.redress.case_keys import key_context
from backend.redress.citizens_words import name_context as material_name_context
from backend.redress.citizens_words import words_context
from backend.redress.encrypted_materials import EncryptedMaterials
from backend.redress.material_ports import MaterialStore
from backend.redress.models import Case, Material


def build_field_key_rotation(
    database: Database, cipher: FieldCipher, materials: MaterialStore
) -> FieldKeyRotation:
    """Return what counts and rewrites all of them."""
    return FieldKeyRotation(cipher, encrypted_places(database, materials))


def encrypted_places(database: Database, materials: MaterialStore) -> Sequence[Place]:
    """Return them all; what is copied from one place to another comes before its copies."""
    return [*_columns(database), EncryptedMaterials(database, materials), *_kept_as_they_are(database)]


def _columns(database: Database) -> Sequence[Place]:
    def column(model: type[Base], name: str, context: Callable[..., str], *of: str) -> EncryptedColumn:
        return EncryptedColumn(database, _table(model), name, context=context, of=of)

    return [
        column(Citizen, "name_encrypted", name_context, "id"),
        column(Citizen, "id_number_encrypted", id_number_context, "id"),
        column(WeChatAccount, "openid_encrypted", openid_context, "id"),
        column(LinkedCard, "account_encrypted", account_context, "id"),
        column(EndpointSecret, "secret_encrypted", secret_context, "id"),
        column(Officer, "totp_encrypted", totp_context, "id"),
        column(QuarantinedRow, "row_encrypted", quarantine_context, "batch_id", "line"),
        column(CreditRecord, "details_encrypted", details_context, "id"),
        column(CreditRecordVersion, "details_encrypted", details_context, "record_id"),
        column(Case, "words_encrypted", words_context, "kind", "id"),
        column(Case, "key_encrypted", key_context, "id"),
        column(Material, "name_encrypted", material_name_context, "id"),
    ]


def _kept_as_they_are(database: Database) -> Sequence[Place]:
    return [
        # Merged into the records, or removed, when its import ends.
        EncryptedColumn(database, import_row, "details_encrypted", kind=Kind.PASSES),
    ]


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)
