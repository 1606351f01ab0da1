"""The merchants as the certificates know them: who a certificate may be for, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from backend.certificates.claims import Claim
from backend.platform.errors import Invalid, NotFound


@dataclass(frozen=True)
class Audience:
    """A merchant that a certificate is for; `questions` are the claims that it is registered to ask."""

    id: str
    name: str
    questions: frozenset[Claim]


class AudienceDirectory(Protocol):
    """Knows who may be named as an audience; the merchants implement it."""

    def find_audience(self, session: Session, named: str) -> Audience | None:
        """Return the merchant with this id or this exact registered name, or None."""
        ...


def get_audience(
    directory: AudienceDirectory, session: Session, named: str, *, by_id: bool = False
) -> Audience:
    """Return the merchant; raises `Invalid` for one that is not registered, `NotFound` if asked `by_id`."""
    audience = directory.find_audience(session, named)
    if by_id and (audience is None or audience.id != named):
        raise NotFound("merchant-not-found", zh="没有这家商户。", en="There is no such merchant.")
    if audience is None:
        raise Invalid(
            "audience-unknown",
            zh="没有找到你指定的商户，请核对名称。",
            en="There is no such merchant; please check the name.",
        )
    return audience
