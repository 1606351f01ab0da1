"""How a ring changes: made, rotated, a key of it revoked. Each gives a new ring and leaves the old one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from backend.platform.keyring.public_keys import kid_of
from backend.platform.keyring.ring import KeyState, Ring, RingKey
from backend.platform.keyring.words import revoked_before, too_young, unknown


def new_ring(now: datetime) -> Ring:
    """Return a ring of a key that signs at once, as nobody has verified anything yet, and the next one."""
    return with_next(Ring([_promoted(_new_key((), now), now)]), now)


def with_next(ring: Ring, now: datetime) -> Ring:
    """Return the ring with a next key, if it has none."""
    return ring if ring.next else Ring([*ring.keys, _new_key(ring.keys, now)])


def rotated(ring: Ring, now: datetime) -> Ring:
    """Let the next key sign, retire the one that did, publish a new next, and drop whatever is over.

    Raises Conflict if the next key was not published long enough.
    """
    whole = with_next(ring, now)
    if whole.next is None or now < whole.next.may_sign_from:
        raise too_young(whole.next or whole.current)
    changed = {
        whole.next.kid: _promoted(whole.next, now),
        whole.current.kid: replace(whole.current, state=KeyState.RETIRED, retired_at=now),
    }
    keys = [changed.get(key.kid, key) for key in whole.keys if not key.is_over(now)]
    return with_next(Ring(keys), now)


def revoked(ring: Ring, kid: str, now: datetime) -> Ring:
    """Let a key count no more; if it was the one that signs, the next one signs at once, however young.

    Raises NotFound for a kid that is not there, Conflict for a key that is revoked already.
    """
    key = ring.find(kid)
    if key is None:
        raise unknown(kid)
    if key.state is KeyState.REVOKED:
        raise revoked_before(key)
    whole = with_next(ring, now)
    changed = {kid: _tombstone(key, now)}
    if key is whole.current and whole.next is not None:
        changed[whole.next.kid] = _promoted(whole.next, now)
    return with_next(Ring(changed.get(one.kid, one) for one in whole.keys), now)


def _new_key(ring: Iterable[RingKey], now: datetime) -> RingKey:
    """Return a next key; one whose kid is taken, or looks like a command's option, is thrown away."""
    taken = {key.kid for key in ring}
    while True:
        private_key = ec.generate_private_key(ec.SECP256R1())
        kid = kid_of(private_key.public_key())
        if kid not in taken and not kid.startswith("-"):
            return RingKey(kid, KeyState.NEXT, private_key, published_at=now)


def _promoted(key: RingKey, now: datetime) -> RingKey:
    return replace(key, state=KeyState.CURRENT, signs_from=now)


def _tombstone(key: RingKey, now: datetime) -> RingKey:
    """Keep of a key its kid and its times; when it stopped to sign is one of them."""
    stopped = now if key.state is KeyState.CURRENT else key.retired_at
    return replace(key, state=KeyState.REVOKED, private_key=None, retired_at=stopped, revoked_at=now)
