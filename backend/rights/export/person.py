"""What is held of the person: identity, accounts and sign-ins, consents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.consent.models import ConsentGrant
from backend.consent.purposes import Purposes
from backend.identity.device_kind import DeviceKind
from backend.identity.models import Citizen, SignIn, WeChatAccount
from backend.identity.people import People
from backend.notifications.push.service import read_permissions


def read_identity(session: Session, people: People, citizen_id: str) -> dict[str, Any]:
    """Return name and ID number in full, for they are the citizen's own; both None before the proof."""
    citizen = session.get_one(Citizen, citizen_id)
    person = people.get_proven(session, citizen_id) if citizen.verified_at is not None else None
    return {
        "citizen_id": citizen.id,
        "name": person.name if person else None,
        "id_number": person.id_number if person else None,
        "created_at": citizen.created_at,
        "verified_at": citizen.verified_at,
        "adult_on": citizen.adult_on,
        "paused_at": citizen.paused_at,
    }


def read_accounts(session: Session, citizen_id: str) -> dict[str, Any]:
    """Return WeChat accounts, every sign-in, and what messages in WeChat were permitted.

    The ids are not told: of most only digests are kept, and one by which a person is written to never leaves
    the server (duty M2); that it is kept is told.
    """
    accounts = session.scalars(
        select(WeChatAccount).where(WeChatAccount.citizen_id == citizen_id).order_by(WeChatAccount.bound_at)
    )
    sign_ins = session.scalars(
        select(SignIn).where(SignIn.citizen_id == citizen_id).order_by(SignIn.started_at, SignIn.id)
    )
    return {
        "wechat_accounts": [
            {
                "channel": one.channel,
                "bound_at": one.bound_at,
                "can_be_written_to": one.openid_encrypted is not None,
            }
            for one in accounts
        ],
        "wechat_messages": [
            {"kind": one.template, "left": one.left, "answer": one.answer, "answered_at": one.answered_at}
            for one in read_permissions(session, citizen_id)
        ],
        "sign_ins": [
            {
                "device": DeviceKind.of_code(one.device).zh,
                "started_at": one.started_at,
                "ended_at": one.ended_at,
                "ended_because": one.ended_because,
            }
            for one in sign_ins
        ],
    }


def read_consents(session: Session, purposes: Purposes, citizen_id: str) -> dict[str, Any]:
    """Return every consent that was given, with its end."""
    grants = session.scalars(
        select(ConsentGrant)
        .where(ConsentGrant.citizen_id == citizen_id)
        .order_by(ConsentGrant.granted_at, ConsentGrant.purpose)
    )
    titles = {purpose.id.value: purpose.title_zh for purpose in purposes.all()}
    return {
        "consents": [
            {
                "purpose": one.purpose,
                "title": titles.get(one.purpose),
                "accepted_version": one.version,
                "granted_at": one.granted_at,
                "withdrawn_at": one.withdrawn_at,
            }
            for one in grants
        ]
    }
