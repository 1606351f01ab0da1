"""What the services hand to the door, made without a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from backend.audit.models import AccessEntry
from backend.cards.models import CardState, LinkedCard
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind
from backend.certificates.format.content import Claims
from backend.certificates.models import Certificate
from backend.certificates.showing import IssuedCertificate
from backend.perks.models import Grant, GrantState, GrantStep
from backend.perks.service import GrantView
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from tests.builders.clock import NOON

DIGITS = "0123456789" * 30
EVERYTHING = Claims(level=3, no_adverse=True, perk=(1, True), masked_name="*明", match_code="123X")


def a_certificate(
    *,
    claims: Claims | None = EVERYTHING,
    digits: str | None = DIGITS,
    audience_name: str | None = None,
    **row: Any,
) -> IssuedCertificate:
    facts = {
        "id": "crt_1",
        "citizen_id": "cit_1",
        "kind": CertificateKind.DYNAMIC,
        "ticked": list(Claim),
        "issued_at": NOON,
        "expires_at": NOON + timedelta(seconds=60),
    }
    return IssuedCertificate(Certificate(**(facts | row)), claims, digits, audience_name)


def an_entry(**row: Any) -> AccessEntry:
    facts = {
        "id": "acc_1",
        "citizen_id": "cit_1",
        "occurred_at": datetime(2026, 11, 23, 1, 30, 0, 123456, UTC),
        "actor_kind": "merchant",
        "actor_id": "mer_1",
        "actor_name": "书店",
        "action": "certificate.verified",
        "object_id": "crt_1",
        "disclosed": ["level"],
        "outcome": "valid",
    }
    return AccessEntry(**(facts | row))


def a_card(**row: Any) -> LinkedCard:
    facts = {
        "id": "crd_1",
        "operator": "library",
        "card_masked": "3502****0001",
        "state": CardState.LINKED,
        "settled_at": NOON,
    }
    return LinkedCard(**(facts | row))


def a_grant() -> GrantView:
    grant = Grant(
        id="grt_1",
        card_id="crd_1",
        perk="library.deposit_free",
        state=GrantState.ACTIVE,
        requested_at=NOON,
        valid_until=NOON + timedelta(days=365),
    )
    step = GrantStep(at=NOON, state=GrantState.PENDING, cause="requested", actor="citizen")
    return GrantView(grant, [step])


def a_stored_record(item_id: str, department: str) -> CreditRecord:
    return CreditRecord(
        id="rec_1",
        item_id=item_id,
        department=department,
        document_number="厦市监罚〔2026〕1号",
        title="行政处罚决定书",
        decided_on=NOON.date(),
        valid_until=None,
        duty_fulfilled_on=None,
        state=RecordState.IN_FORCE,
    )
