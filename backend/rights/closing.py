"""The end of an account, in one transaction: then nobody is signed in to it and nothing rests on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.consent.service import ConsentService
from backend.identity.models import Citizen, RefreshToken, SignIn, WeChatAccount
from backend.identity.people import hold_citizen
from backend.identity.sign_ins import TokenFamilies


class AccountClosing:
    """Ends, in order, what rests on consents, then the sign-ins, then the ties to WeChat and to the person.

    Certificates are revoked, operators are told to end perks and links through the outbox, the kept status
    is forgotten. It can be repeated: a request that was under way may have come in between.
    """

    def __init__(self, consents: ConsentService, families: TokenFamilies) -> None:
        self._consents = consents
        self._families = families

    def close(self, session: Session, citizen_id: str, now: datetime) -> None:
        """Close the account; raises `Unavailable` where the sign-ins cannot be ended, and nothing is then."""
        hold_citizen(session, citizen_id)
        citizen = session.get(Citizen, citizen_id, populate_existing=True)
        if citizen is None:
            return
        self._consents.end_all(session, citizen_id, now)
        self._families.end_all_of_citizen(session, citizen_id, "account_deleted", now)
        _untie_from_wechat(session, citizen_id)
        citizen.name_encrypted = citizen.id_number_encrypted = citizen.id_index = None
        citizen.verified_at = citizen.adult_on = citizen.paused_at = None
        session.flush()


def _untie_from_wechat(session: Session, citizen_id: str) -> None:
    """Delete sign-ins and accounts: whoever signs in again is somebody new."""
    accounts = select(WeChatAccount.id).where(WeChatAccount.citizen_id == citizen_id)
    # A sign-in stays with the account it came from, also where that has moved to another citizen since.
    own = (SignIn.citizen_id == citizen_id) | SignIn.account_id.in_(accounts)
    session.execute(delete(RefreshToken).where(RefreshToken.sign_in_id.in_(select(SignIn.id).where(own))))
    session.execute(delete(SignIn).where(own))
    session.execute(delete(WeChatAccount).where(WeChatAccount.citizen_id == citizen_id))
