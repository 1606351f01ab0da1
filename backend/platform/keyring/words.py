"""What the people who look after the keys read: refusals, and a line about each key."""

from __future__ import annotations

from datetime import datetime

from backend.platform.clock import CITY_ZONE
from backend.platform.errors import Conflict, NotFound
from backend.platform.keyring.ring import KeyState, RingKey

_ABOUT = {
    KeyState.CURRENT: "签发始于 signs since {signs}",
    KeyState.NEXT: "公布于 published {published}，可轮换于 may sign from {may_sign}",
    KeyState.RETIRED: "停签于 retired {retired}，公布至 published until {until}",
    KeyState.REVOKED: "吊销于 revoked {revoked}，签发自 signed from {signs}，至 to {retired}",
}


def city_time(moment: datetime | None) -> str:
    """Return the moment on the city's clock, to the second; a dash where it was not noted."""
    return "—" if moment is None else moment.astimezone(CITY_ZONE).isoformat(" ", "seconds")


def too_young(key: RingKey) -> Conflict:
    """Refuse to sign with a key that verifiers may not have yet."""
    moment = city_time(key.may_sign_from)
    return Conflict(
        "key-too-young",
        zh=f"密钥 {key.kid} 公布未满 24 小时，核验方可能还没有取得；{moment} 起可以轮换。未作任何改动。",
        en=f"Key {key.kid} was published less than 24 hours ago, and verifiers may not have it yet; "
        f"rotate from {moment} on. Nothing was changed.",
    )


def unknown(kid: str) -> NotFound:
    """Refuse a kid that the ring does not have."""
    return NotFound(
        "key-unknown",
        zh=f"没有编号为 {kid} 的密钥，请用 keys list 核对。未作任何改动。",
        en=f"No key has the id {kid}; see keys list. Nothing was changed.",
    )


def revoked_before(key: RingKey) -> Conflict:
    """Refuse to revoke a key again."""
    moment = city_time(key.revoked_at)
    return Conflict(
        "key-already-revoked",
        zh=f"密钥 {key.kid} 已于 {moment} 吊销。未作任何改动。",
        en=f"Key {key.kid} was revoked already, at {moment}. Nothing was changed.",
    )


def describe(key: RingKey) -> str:
    """Return a line about a key: kid, state, and what follows from its times."""
    about = _ABOUT[key.state].format(
        published=city_time(key.published_at),
        may_sign=city_time(key.may_sign_from),
        signs=city_time(key.signs_from),
        retired=city_time(key.retired_at),
        until=city_time(key.published_until),
        revoked=city_time(key.revoked_at),
    )
    return f"{key.kid}  {key.state:<7}  {about}"
