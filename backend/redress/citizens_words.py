"""What citizens wrote and how they called their files, encrypted in the rows of cases and materials."""

from __future__ import annotations

from backend.platform.field_encryption import FieldCipher
from backend.redress.models import Case


def words_context(kind: str, case_id: str) -> str:
    """Return the place for which the citizen's words are encrypted."""
    return f"{kind}.words/{case_id}"


def open_words(cipher: FieldCipher, case: Case) -> str:
    """Return the citizen's own words; raises `CannotDecrypt`."""
    return cipher.decrypt(case.words_encrypted, words_context(case.kind, case.id))


def name_context(material_id: str) -> str:
    """Return the place for which a material's name is encrypted."""
    return f"redress_material.name/{material_id}"
