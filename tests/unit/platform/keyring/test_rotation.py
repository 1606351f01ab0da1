from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from string import ascii_letters, digits

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.platform.errors import Conflict, NotFound
from backend.platform.keyring.ring import KeyState, Ring, RingKey
from backend.platform.keyring.rotation import new_ring, revoked, rotated, with_next
from tests.builders.clock import NOON

BASE64URL = ascii_letters + digits + "-_"
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def states(ring: Ring) -> dict[str, str]:
    return {key.kid: key.state.value for key in ring.keys}


def a_key(kid: str, state: KeyState = KeyState.NEXT, **times) -> RingKey:
    private_key = None if state is KeyState.REVOKED else ec.generate_private_key(ec.SECP256R1())
    return RingKey(kid, state, private_key, NOON, **times)


def a_used_ring() -> Ring:
    """Return a ring with a key in each state: retired Aa, revoked Bb, current Cc, next Dd."""
    return Ring(
        [
            a_key("Aa", KeyState.RETIRED, retired_at=NOON),
            a_key("Bb", KeyState.REVOKED, revoked_at=NOON),
            a_key("Cc", KeyState.CURRENT, signs_from=NOON),
            a_key("Dd"),
        ]
    )


def test_a_fresh_ring_has_a_key_that_signs_and_one_that_comes_next() -> None:
    ring = new_ring(NOON)
    assert [key.state for key in ring.keys] == ["current", "next"]
    assert (ring.current.published_at, ring.current.signs_from) == (NOON, NOON)
    assert ring.next is not None
    assert (ring.next.published_at, ring.next.signs_from) == (NOON, None)
    assert ring.signing_key.kid == ring.current.kid


def test_a_rotation_lets_the_next_key_sign_and_publishes_another() -> None:
    before, now = a_used_ring(), NOON + DAY
    after = rotated(before, now)
    [new] = states(after).keys() - states(before).keys()
    assert states(after) == {"Dd": "current", new: "next", "Cc": "retired", "Aa": "retired", "Bb": "revoked"}
    assert list(after.published(now)) == ["Dd", new, "Cc", "Aa"]
    assert after.signing_key.kid == "Dd"
    assert (after.current.signs_from, after.find("Cc").retired_at, after.next.published_at) == (now,) * 3


@pytest.mark.parametrize("age", [timedelta(0), DAY - SECOND])
def test_a_key_that_verifiers_may_not_have_yet_does_not_sign_and_the_moment_is_named(age) -> None:
    with pytest.raises(Conflict) as refusal:
        rotated(new_ring(NOON), NOON + age)
    assert refusal.value.code == "key-too-young"
    for words in (refusal.value.zh, refusal.value.en):
        assert "2026-11-24 12:00:00+08:00" in words


def test_a_retired_key_is_published_until_its_last_certificate_has_ended_and_then_dropped() -> None:
    ring = a_used_ring()
    for age, is_published in ((DAY * 31 - SECOND, True), (DAY * 31, False)):
        now = NOON + age
        assert ("Aa" in ring.published(now)) is is_published
        assert (rotated(ring, now).find("Aa") is not None) is is_published


@pytest.mark.parametrize(
    ("kid", "left"),
    [
        ("Aa", {"Aa": "revoked", "Bb": "revoked", "Cc": "current", "Dd": "next"}),
        ("Cc", {"Aa": "retired", "Bb": "revoked", "Cc": "revoked", "Dd": "current", "new": "next"}),
        ("Dd", {"Aa": "retired", "Bb": "revoked", "Cc": "current", "Dd": "revoked", "new": "next"}),
    ],
)
def test_a_revoked_key_leaves_a_ring_that_can_go_on_signing(kid, left) -> None:
    before = a_used_ring()
    after = revoked(before, kid, NOON + SECOND)
    named = {one if before.find(one) else "new": state for one, state in states(after).items()}
    assert named == left
    assert kid not in after.published(NOON + SECOND)


def test_of_a_revoked_key_nothing_is_left_but_its_kid_and_its_times() -> None:
    tombstone = revoked(a_used_ring(), "Cc", NOON + SECOND).find("Cc")
    assert tombstone.private_key is None
    assert tombstone.public_key_at(NOON) is None
    assert (tombstone.signs_from, tombstone.retired_at, tombstone.revoked_at) == (
        NOON,
        NOON + SECOND,
        NOON + SECOND,
    )


@pytest.mark.parametrize(
    ("kid", "kind", "code"),
    [("Bb", Conflict, "key-already-revoked"), ("Zz", NotFound, "key-unknown"), ("", NotFound, "key-unknown")],
)
def test_what_cannot_be_revoked_is_said(kid, kind, code) -> None:
    with pytest.raises(kind) as refusal:
        revoked(a_used_ring(), kid, NOON)
    assert refusal.value.code == code


def test_no_key_is_given_a_kid_that_the_ring_has_or_had() -> None:
    # Every kid is taken but those that begin with A: of 64 keys 63 must be thrown away.
    taken = [first + second for first in BASE64URL if first != "A" for second in BASE64URL]
    tombstones = [a_key(kid, KeyState.REVOKED, revoked_at=NOON) for kid in taken]
    ring = with_next(Ring([a_key("AA", KeyState.CURRENT), *tombstones]), NOON)
    assert ring.next.kid[0] == "A"
    assert ring.next.kid != "AA"


def test_no_kid_looks_like_an_option_on_the_command_line() -> None:
    kept_free = {"A", "-"}
    taken = [first + second for first in BASE64URL if first not in kept_free for second in BASE64URL]
    tombstones = [a_key(kid, KeyState.REVOKED, revoked_at=NOON) for kid in taken]
    ring = Ring([a_key("AA", KeyState.CURRENT), *tombstones])
    assert {with_next(ring, NOON).next.kid[0] for _ in range(8)} == {"A"}


CURRENT, NEXT = a_key("Cc", KeyState.CURRENT), a_key("Dd")


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [NEXT],
        [CURRENT, a_key("Ee", KeyState.CURRENT)],
        [CURRENT, NEXT, a_key("Ee")],
        [CURRENT, a_key("Cc", KeyState.REVOKED, revoked_at=NOON)],
    ],
)
def test_a_ring_without_exactly_one_key_that_signs_or_with_a_kid_twice_is_none(keys) -> None:
    with pytest.raises(ValueError, match="one current key"):
        Ring(keys)


@pytest.mark.parametrize(
    "change",
    [
        {"state": KeyState.REVOKED, "revoked_at": NOON},
        {"private_key": None},
        {"state": KeyState.RETIRED},
        {"state": KeyState.REVOKED, "private_key": None},
    ],
)
def test_a_key_whose_parts_do_not_go_together_is_none(change) -> None:
    with pytest.raises(ValueError, match="revoked key"):
        replace(CURRENT, **change)
