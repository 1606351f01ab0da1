"""The file of a key ring.

It is `{"keys": [{"kid", "state", "published_at", "signs_from", "retired_at", "revoked_at", "private_key"}]}`:
times in ISO 8601 or null, `private_key` as `sealing.py` writes it, null for a revoked key.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from backend.platform.keyring.ring import KeyState, Ring, RingKey
from backend.platform.keyring.rotation import new_ring, with_next
from backend.platform.keyring.sealing import KeySeal

Stamp = tuple[int, int, int]
"""When a file was changed last, how long it is, and which one it is: another where the content is another."""

_OWNER_ONLY = 0o600


class KeyRingUnreadable(Exception):
    """The key file cannot be used with the wrapping key that was handed in; the message says what helps."""


class KeyFile:
    """One file of mode 0600, replaced as a whole by one process at a time."""

    def __init__(self, path: Path, wrapping_key: bytes) -> None:
        self._path = path
        self._seal = KeySeal(wrapping_key)

    def open(self, now: datetime, *, may_be_made: bool) -> Ring:
        """Return the ring, made where there is none and may be; several processes at once get the same.

        Raises KeyRingUnreadable for another wrapping key, a damaged file, or one that is missing.
        """
        if not self._path.exists() and may_be_made:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._locked():
                if not self._path.exists():
                    self._write(new_ring(now))
        ring = self.read()
        # The first files had no next key.
        return ring if ring.next else self.change(lambda ring: with_next(ring, now))

    def stamp(self) -> Stamp | None:
        """Return what tells one content from another, or None if there is no file to be seen."""
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def read(self) -> Ring:
        """Return the ring; raises KeyRingUnreadable."""
        try:
            with self._path.open(encoding="utf-8") as file:
                changed_at = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), UTC)
                return Ring(self._key_of(entry, changed_at) for entry in json.load(file)["keys"])
        except InvalidTag as error:
            raise KeyRingUnreadable(
                f"The signing keys in {self._path} were sealed with another wrapping key, or were changed. "
                "Set the wrapping key that they were made with; with new keys no certificate signed so far "
                "is valid."
            ) from error
        except FileNotFoundError as error:
            raise KeyRingUnreadable(
                f"{self._path} is not there. Is its storage mounted? If there never was one, start once with "
                "CARD_NEW_KEY_RING=true."
            ) from error
        except OSError as error:
            raise KeyRingUnreadable(
                f"{self._path} cannot be read: {error.strerror}. It must belong to the user of the service."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise KeyRingUnreadable(
                f"{self._path} is no key ring, or is damaged: restore it from a backup."
            ) from error

    def change(self, step: Callable[[Ring], Ring]) -> Ring:
        """Put what `step` makes of the ring in its place, and return it; if it raises, nothing changes."""
        with self._locked():
            ring = step(self.read())
            self._write(ring)
        return ring

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the right to change the file; in a file of its own, as each change replaces the ring's."""
        lock = os.open(self._path.with_name(f".{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _write(self, ring: Ring) -> None:
        """Replace the file in one step: a reader sees the old ring or the new one, also after a crash."""
        text = json.dumps({"keys": [self._entry_of(key) for key in ring.keys]}, indent=1)
        folder = self._path.parent
        descriptor, draft = tempfile.mkstemp(dir=folder, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(descriptor)
            os.replace(draft, self._path)
        finally:
            Path(draft).unlink(missing_ok=True)
        _sync_names(folder)

    def _entry_of(self, key: RingKey) -> dict[str, str | None]:
        return {
            "kid": key.kid,
            "state": key.state,
            "published_at": key.published_at.isoformat(timespec="seconds"),
            "signs_from": _written(key.signs_from),
            "retired_at": _written(key.retired_at),
            "revoked_at": _written(key.revoked_at),
            "private_key": None if key.private_key is None else self._seal.seal(key.kid, key.private_key),
        }

    def _key_of(self, entry: dict[str, Any], changed_at: datetime) -> RingKey:
        """Read an entry; the first files told no times, and were written once, when their key was made."""
        sealed = entry["private_key"]
        return RingKey(
            entry["kid"],
            KeyState(entry["state"]),
            None if sealed is None else self._seal.unseal(entry["kid"], sealed),
            published_at=_moment(entry.get("published_at")) or changed_at,
            signs_from=_moment(entry.get("signs_from")),
            retired_at=_moment(entry.get("retired_at")),
            revoked_at=_moment(entry.get("revoked_at")),
        )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment


def _sync_names(folder: Path) -> None:
    """Wait until the new name of a file is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
