"""Which merchant somebody means."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.audiences import Audience
from backend.certificates.claims import Claim
from backend.merchants.models import Merchant


class MerchantDirectory:
    """Tells the certificates which merchant an audience names."""

    def find_audience(self, session: Session, named: str) -> Audience | None:
        """Return the merchant with this id or this exact registered name, or None."""
        found = session.scalars(
            select(Merchant).where((Merchant.id == named) | (Merchant.name == named))
        ).first()
        return Audience(found.id, found.name, frozenset(map(Claim, found.questions))) if found else None
