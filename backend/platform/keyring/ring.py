"""The states of a key, and what every ring has: one key that signs, and at most one that comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric import ec

from backend.platform.keyring.port import SigningKey

PUBLISHED_BEFORE_SIGNING = timedelta(hours=24)
"""How long a key is published before it signs: whoever verifies offline fetches the keys at least daily."""

PUBLISHED_AFTER_SIGNING = timedelta(days=31)
"""How long a key is published after it signed last: certificates live for up to 30 days; one is slack."""


class KeyState(StrEnum):
    """What a key is for now; in the order in which keys are listed and published."""

    CURRENT = "current"
    """Signs."""
    NEXT = "next"
    """Published, does not sign yet."""
    RETIRED = "retired"
    """Signs no more; published until the last certificate that it signed has ended."""
    REVOKED = "revoked"
    """Published nowhere. Its private key is gone; its kid stays, so that no other key is given it."""


@dataclass(frozen=True, eq=False)
class RingKey:
    """A key with what happened to it and when; `private_key` is None for a revoked one and no other."""

    kid: str
    state: KeyState
    private_key: ec.EllipticCurvePrivateKey | None
    published_at: datetime
    signs_from: datetime | None = None
    retired_at: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where the parts do not go together."""
        if (self.state is KeyState.REVOKED) != (self.private_key is None):
            raise ValueError("a revoked key, and no other, has lost its private part")
        since = {KeyState.RETIRED: self.retired_at, KeyState.REVOKED: self.revoked_at}
        if since.get(self.state, self.published_at) is None:
            raise ValueError("a retired or revoked key tells since when")

    @property
    def may_sign_from(self) -> datetime:
        """From when on every verifier can be expected to have it."""
        return self.published_at + PUBLISHED_BEFORE_SIGNING

    @property
    def published_until(self) -> datetime | None:
        """When the last certificate that it can have signed has ended; None as long as that is open."""
        return None if self.retired_at is None else self.retired_at + PUBLISHED_AFTER_SIGNING

    def is_over(self, now: datetime) -> bool:
        """Tell whether it is a retired key that nobody needs any more."""
        until = self.published_until
        return self.state is KeyState.RETIRED and until is not None and now >= until

    def public_key_at(self, now: datetime) -> ec.EllipticCurvePublicKey | None:
        """Return the public half, or None if it is not published at `now`."""
        return None if self.is_over(now) else self._public_key

    @cached_property
    def _public_key(self) -> ec.EllipticCurvePublicKey | None:
        return None if self.private_key is None else self.private_key.public_key()


class Ring:
    """The keys of a service at one moment; it does not change."""

    def __init__(self, keys: Iterable[RingKey]) -> None:
        """Raise ValueError unless one key is current, at most one next, and each kid stands there once."""
        order = list(KeyState)
        self.keys = tuple(sorted(keys, key=lambda key: order.index(key.state)))
        self._by_kid = {key.kid: key for key in self.keys}
        counts = Counter(key.state for key in self.keys)
        if counts[KeyState.CURRENT] != 1 or counts[KeyState.NEXT] > 1 or len(self._by_kid) < len(self.keys):
            raise ValueError("a ring has one current key, at most one next, and each kid once")
        self.current = self.keys[0]
        self.next = self.keys[1] if counts[KeyState.NEXT] else None

    @cached_property
    def signing_key(self) -> SigningKey:
        """The key to sign with."""
        if self.current.private_key is None:
            raise ValueError("only a revoked key has no private part")
        return SigningKey(self.current.kid, self.current.private_key)

    def find(self, kid: str) -> RingKey | None:
        """Return the key of that id in whatever state, or None."""
        return self._by_kid.get(kid)

    def published(self, now: datetime) -> dict[str, ec.EllipticCurvePublicKey]:
        """Return the public keys by kid, the one that signs first."""
        public_keys = {key.kid: key.public_key_at(now) for key in self.keys}
        return {kid: key for kid, key in public_keys.items() if key is not None}
