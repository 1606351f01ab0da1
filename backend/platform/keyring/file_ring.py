"""The key ring that lives in a file, and follows whatever other processes write there."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from backend.platform.clock import Clock
from backend.platform.keyring.key_file import KeyFile, KeyRingUnreadable, Stamp
from backend.platform.keyring.port import SigningKey
from backend.platform.keyring.public_keys import cose_key_set_of, jwk_set_of
from backend.platform.keyring.ring import Ring, RingKey
from backend.platform.keyring.rotation import revoked, rotated

log = logging.getLogger(__name__)


class FileKeyRing:
    """A key ring in one file, of a first and a next key where it may be made.

    Every use looks whether the file is still the one that was read (a stat takes 2 microseconds), so that a
    rotation or a revocation in another process counts from the next use on.
    """

    def __init__(self, path: Path, wrapping_key: bytes, clock: Clock, *, may_be_made: bool = False) -> None:
        """Read the ring, or make it where that is allowed; `wrapping_key` has 32 bytes.

        A storage that is mounted late must not cost a city its keys: hence a missing file is no new ring.
        Raises KeyRingUnreadable for another wrapping key, a damaged file, or one that is missing.
        """
        self._file = KeyFile(path, wrapping_key)
        self._clock = clock
        ring = self._file.open(clock.now(), may_be_made=may_be_made)
        # One attribute, so that no thread ever sees the stamp of one ring with the keys of another.
        self._held: tuple[Stamp | None, Ring] = (None, ring)

    def current(self) -> SigningKey:
        """Return the key to sign with."""
        return self._ring().signing_key

    def find_public_key(self, kid: str) -> ec.EllipticCurvePublicKey | None:
        """Return the published key of that id, or None if this ring has none such."""
        key = self._ring().find(kid)
        return None if key is None else key.public_key_at(self._clock.now())

    def jwks(self) -> dict[str, Any]:
        """Return all public keys as a JWK set (RFC 7517), the one that signs first."""
        return jwk_set_of(self._ring().published(self._clock.now()))

    def cose_key_set(self) -> bytes:
        """Return all public keys as a COSE_KeySet (RFC 9052, section 7), the one that signs first."""
        return cose_key_set_of(self._ring().published(self._clock.now()))

    def list_keys(self) -> tuple[RingKey, ...]:
        """List all keys, the revoked ones among them."""
        return self._ring().keys

    def rotate(self) -> Ring:
        """Let the next key sign; returns the new ring, or raises Conflict if that is too early."""
        return self._file.change(lambda ring: rotated(ring, self._clock.now()))

    def revoke(self, kid: str) -> Ring:
        """Let a compromised key count no more; returns the new ring, or raises NotFound or Conflict."""
        return self._file.change(lambda ring: revoked(ring, kid, self._clock.now()))

    def _ring(self) -> Ring:
        read, ring = self._held
        stamp = self._file.stamp()
        return ring if stamp == read else self._read_again(stamp, ring)

    def _read_again(self, stamp: Stamp | None, ring: Ring) -> Ring:
        """Return the changed ring, or the last good one; `stamp` is older than what is read, never newer."""
        try:
            ring = self._file.read()
        except KeyRingUnreadable as error:
            # Certificates go on with the keys that were good; with the stamp noted this is said once.
            log.error("the key ring is kept as it was: %s", error)
        self._held = stamp, ring
        return ring
