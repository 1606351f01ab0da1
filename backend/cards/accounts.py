"""What an operator's own system calls a linked card: kept encrypted, while the operator must be told."""

from __future__ import annotations

from backend.cards.models import LinkedCard
from backend.cards.ports import Link
from backend.platform.field_encryption import FieldCipher


def keep_account(cipher: FieldCipher, card: LinkedCard, account: str | None) -> None:
    """Keep the account that the operator named, if it did."""
    card.account_encrypted = None if account is None else cipher.encrypt(account, account_context(card.id))


def link_of(cipher: FieldCipher, card: LinkedCard) -> Link:
    """Return the link as its operator's adapter takes it."""
    sealed = card.account_encrypted
    return Link(card.link_id, None if sealed is None else cipher.decrypt(sealed, account_context(card.id)))


def account_context(card_id: str) -> str:
    """Return the place for which an account is encrypted."""
    return f"linked_card/{card_id}/account"
