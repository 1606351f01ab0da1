"""Use case of a scan: is this certificate good, now, for this merchant, and what does it say?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import redis
from sqlalchemy import bindparam, case, exists, insert, literal_column, or_, select

from backend.audit.models import AccessEntry
from backend.audit.service import Actor
from backend.certificates.blocking import is_blocked
from backend.certificates.claims import Claim, carried_by
from backend.certificates.format.content import CertificateContent, Claims, Kind, id_to_text
from backend.certificates.format.digits import digits_of
from backend.certificates.format.reading import TokenRejected
from backend.certificates.format.verify import Answer, judge_addressee
from backend.certificates.models import BlockedVerifier, Certificate
from backend.certificates.outcomes import BLOCKED, OUTCOME_OF_FAULT, PAUSED, Outcome, told_outcome
from backend.certificates.single_use import SingleUse, Use, UseResult
from backend.certificates.token import CertificateCodec
from backend.identity.models import Citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Unavailable
from backend.platform.ids import new_id


@dataclass(frozen=True)
class Verification:
    """The merchant's answer; `claims` holds what may be shown, and is empty unless the outcome is valid.

    `receipt` is the id of the entry in the citizen's access log; None where no citizen could be told.
    """

    outcome: Outcome
    verified_at: datetime
    receipt: str | None = None
    kind: Kind | None = None
    claims: Claims | None = None
    disclosed: tuple[Claim, ...] = ()


_IS_REVOKED = Certificate.revoked_at.is_not(None)
_IS_BLOCKED = exists().where(
    BlockedVerifier.citizen_id == Certificate.citizen_id,
    BlockedVerifier.verifier_id == bindparam("verifier_id", type_=AccessEntry.actor_id.type),
)
_IS_PAUSED = exists().where(Citizen.id == Certificate.citizen_id, Citizen.paused_at.is_not(None))

# One statement reads the certificate and writes the citizen's access entry: on this path round trips decide.
_ENTER = (
    insert(AccessEntry)
    .from_select(
        [
            "id",
            "citizen_id",
            "occurred_at",
            "actor_kind",
            "actor_id",
            "actor_name",
            "action",
            "object_id",
            "disclosed",
            "outcome",
        ],
        select(
            bindparam("receipt", type_=AccessEntry.id.type),
            Certificate.citizen_id,
            bindparam("now", type_=AccessEntry.occurred_at.type),
            literal_column("'merchant'"),
            bindparam("verifier_id", type_=AccessEntry.actor_id.type),
            bindparam("verifier_name", type_=AccessEntry.actor_name.type),
            literal_column("'certificate.verified'"),
            Certificate.id,
            case(
                (
                    or_(_IS_REVOKED, _IS_BLOCKED, _IS_PAUSED),
                    bindparam("nothing", type_=AccessEntry.disclosed.type),
                ),
                else_=bindparam("disclosed", type_=AccessEntry.disclosed.type),
            ),
            case(
                (_IS_REVOKED, bindparam("if_revoked", type_=AccessEntry.outcome.type)),
                (_IS_BLOCKED, bindparam("if_blocked", type_=AccessEntry.outcome.type)),
                (_IS_PAUSED, bindparam("if_paused", type_=AccessEntry.outcome.type)),
                else_=bindparam("outcome", type_=AccessEntry.outcome.type),
            ),
        ).where(Certificate.id == bindparam("certificate_id")),
        include_defaults=False,
    )
    .returning(AccessEntry.outcome)
)


class CertificateVerification:
    """Verifies certificates; every verification that concerns a citizen is in their access log (rule 6)."""

    def __init__(
        self, database: Database, clock: Clock, codec: CertificateCodec, single_use: SingleUse
    ) -> None:
        self._database = database
        self._clock = clock
        self._codec = codec
        self._single_use = single_use

    def verify(
        self,
        verifier: Actor,
        token: str,
        may_see: frozenset[Claim],
        request_key: str | None,
        nonce: bytes | None = None,
    ) -> Verification:
        """Verify `token` (the digits, or the whole URL) for `verifier`, which asked with `nonce` if at all.

        Of its claims only those in `may_see` are shown. A repeat with the same `request_key` gets the same
        answer. Raises `Unavailable` where single use cannot be ensured.
        """
        now = self._clock.now()
        try:
            content = self._codec.read(digits_of(token), now)
        except TokenRejected as rejected:
            return self._reject(verifier, rejected, may_see, request_key, now)
        addressee = judge_addressee(content, verifier.id, nonce)
        if addressee is not Answer.VALID:
            return self._enter(verifier, content, Outcome(addressee), (), new_id("acc"), now)
        return self._use(verifier, content, may_see, request_key, now)

    def _reject(
        self,
        verifier: Actor,
        rejected: TokenRejected,
        may_see: frozenset[Claim],
        request_key: str | None,
        now: datetime,
    ) -> Verification:
        """Refuse a text, unless it is over and this request is a repeat of one that came in time."""
        content = rejected.content
        if content is None:
            return Verification(OUTCOME_OF_FAULT[rejected.fault], now)
        if content.kind is not Kind.PRINTED:
            receipt = self._find_own_use(content, verifier, request_key)
            if receipt is not None:
                return self._repeat(verifier, content, _shown(content.claims, may_see), receipt, now)
        return self._enter(verifier, content, OUTCOME_OF_FAULT[rejected.fault], (), new_id("acc"), now)

    def _use(
        self,
        verifier: Actor,
        content: CertificateContent,
        may_see: frozenset[Claim],
        request_key: str | None,
        now: datetime,
    ) -> Verification:
        shown = _shown(content.claims, may_see)
        receipt = new_id("acc")
        if content.kind is not Kind.PRINTED:
            use = self._use_once(content, verifier, request_key, receipt)
            if use.result is UseResult.USED_BEFORE:
                return self._enter(verifier, content, Outcome.ALREADY_USED, (), receipt, now)
            if use.result is UseResult.LOST:
                return self._enter(verifier, content, Outcome.UNCONFIRMED, (), receipt, now)
            if use.receipt is not None:
                return self._repeat(verifier, content, shown, use.receipt, now)
        return self._enter(verifier, content, Outcome.VALID, shown, receipt, now)

    def _use_once(
        self, content: CertificateContent, verifier: Actor, request_key: str | None, receipt: str
    ) -> Use:
        with _single_use_known():
            return self._single_use.use(id_to_text(content.certificate_id), verifier.id, request_key, receipt)

    def _find_own_use(
        self, content: CertificateContent, verifier: Actor, request_key: str | None
    ) -> str | None:
        with _single_use_known():
            return self._single_use.find_own(id_to_text(content.certificate_id), verifier.id, request_key)

    def _repeat(
        self,
        verifier: Actor,
        content: CertificateContent,
        shown: tuple[Claim, ...],
        receipt: str,
        now: datetime,
    ) -> Verification:
        """Answer a repeated request as the first one was, unless the citizen has ended it since.

        A first one that died half-way is completed.
        """
        with self._database.reading() as session:
            entry = session.get(AccessEntry, receipt)
            certificate = session.get(Certificate, id_to_text(content.certificate_id))
            is_ended = certificate is None or certificate.revoked_at is not None
            if certificate is not None and not is_ended:
                is_ended = is_blocked(session, certificate.citizen_id, verifier.id) or (
                    session.get_one(Citizen, certificate.citizen_id).paused_at is not None
                )
        if is_ended:
            return Verification(Outcome.REVOKED, now, receipt, content.kind)
        if entry is None:
            return self._enter(verifier, content, Outcome.VALID, shown, receipt, now)
        outcome = told_outcome(entry.outcome)
        first_shown = tuple(Claim(name) for name in entry.disclosed)
        return _answer(content, outcome, first_shown, receipt, entry.occurred_at)

    def _enter(
        self,
        verifier: Actor,
        content: CertificateContent,
        outcome: Outcome,
        shown: tuple[Claim, ...],
        receipt: str,
        now: datetime,
    ) -> Verification:
        values = {
            "receipt": receipt,
            "now": now,
            "verifier_id": verifier.id,
            "verifier_name": verifier.name,
            "disclosed": list(shown),
            "nothing": [],
            "if_revoked": Outcome.REVOKED,
            "if_blocked": BLOCKED,
            "if_paused": PAUSED,
            "outcome": outcome,
            "certificate_id": id_to_text(content.certificate_id),
        }
        with self._database.single_statement() as connection:
            stored = connection.execute(_ENTER, values).scalar_one_or_none()
        if stored is None:
            return Verification(Outcome.REVOKED, now)
        return _answer(content, told_outcome(stored), shown, receipt, now)


@contextmanager
def _single_use_known() -> Iterator[None]:
    """Answer `Unavailable` where nobody can tell whether a code was used."""
    try:
        yield
    except redis.RedisError as error:
        raise Unavailable(
            "single-use-unavailable",
            zh="暂时无法确认此码是否已使用，请稍后重扫。",
            en="Whether this code was used before cannot be told just now; please scan again shortly.",
            retry_after_seconds=1,
        ) from error


def _shown(claims: Claims, may_see: frozenset[Claim]) -> tuple[Claim, ...]:
    """Return what the merchant will see: the claims that are there and that it may see."""
    return tuple(claim for claim in carried_by(claims) if claim in may_see)


def _answer(
    content: CertificateContent, outcome: Outcome, shown: tuple[Claim, ...], receipt: str, at: datetime
) -> Verification:
    if outcome is not Outcome.VALID:
        return Verification(outcome, at, receipt, content.kind)
    return Verification(outcome, at, receipt, content.kind, content.claims, shown)
