"""The merchants as the certificates know them: who a certificate may be for, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from backend.certificates.claims import Claim
from backend.platform.errors import Invalid


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
    """Return the merchant, if asked by its id alone; raises `Invalid` for one that is not registered."""
    audience = directory.find_audience(session, named)
    if audience is None or (by_id and audience.id != named):
        raise Invalid(
            "audience-unknown",
            zh="没有找到你指定的商户，请核对名称。",
            en="There is no such merchant; please check the name.",
        )
    return audience
