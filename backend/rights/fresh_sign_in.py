"""What takes more than a token: a sign-in of just now."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.identity.access_tokens import SignedInCitizen
from backend.identity.models import SignIn
from backend.platform.errors import Refused


def require_fresh_sign_in(session: Session, caller: SignedInCitizen, now: datetime, minutes: int) -> None:
    """Pass whoever signed in a short while ago; raises `Refused` that asks to sign in again.

    A token may have been stolen; a new sign-in takes WeChat on the person's own phone.
    """
    sign_in = session.get(SignIn, caller.sign_in_id)
    if sign_in is None or now - sign_in.started_at > timedelta(minutes=minutes):
        raise Refused(
            "fresh-sign-in-required",
            zh="为了防止别人冒用你的登录，请先退出并用微信重新登录，再来办理。",
            en="So that nobody acts with a stolen sign-in, please sign in with WeChat again first.",
            minutes=minutes,
        )
