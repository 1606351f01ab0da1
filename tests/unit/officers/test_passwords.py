from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from backend.officers import passwords
from backend.officers.passwords import Passwords, new_password, require_good
from backend.platform.errors import Invalid

PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def hasher() -> Passwords:
    return Passwords()


def test_a_password_is_kept_as_argon2id_with_the_parameters_of_the_standard(hasher: Passwords) -> None:
    kept = extract_parameters(hasher.hash(PASSWORD))
    assert kept.type is Type.ID
    # RFC 9106 section 4, second recommended option.
    assert (kept.memory_cost, kept.time_cost, kept.parallelism) == (64 * 1024, 3, 4)
    assert (kept.salt_len, kept.hash_len) == (16, 32)


def test_the_same_password_is_never_kept_alike(hasher: Passwords) -> None:
    assert hasher.hash(PASSWORD) != hasher.hash(PASSWORD)


def test_only_the_right_password_is_right(hasher: Passwords) -> None:
    kept = hasher.hash(PASSWORD)
    assert hasher.is_right(kept, PASSWORD)
    assert not hasher.is_right(kept, PASSWORD + " ")
    assert not hasher.is_right(kept, "")


def test_for_nobody_the_same_work_is_done_and_nothing_is_right(hasher: Passwords) -> None:
    assert not hasher.is_right(None, PASSWORD)
    assert not hasher.is_outdated(passwords._NOBODYS)


def test_a_hash_of_weaker_parameters_is_outdated(hasher: Passwords) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert hasher.is_outdated(weak)
    assert not hasher.is_outdated(hasher.hash(PASSWORD))


def test_a_password_made_for_somebody_is_good_and_never_the_same() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        require_good(one, "officer.lin")


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short-one",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "officer.lin-2026",
        "OFFICER.LIN-2026",
        "Xinyong-2026-nianji",
        "my-long-PassWord-1",
        "x" * 129,
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "iloveyou1234",
        "woaini1314520",
        "abbabaabbbab",
        "admin@123456",
        "350299199003121234",
    ],
)
def test_a_weak_password_is_refused_with_advice(weak: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_good(weak, "officer.lin")
    assert refused.value.code == "password-too-weak"


@pytest.mark.parametrize(
    "good", ["白鹭洲 公园 的 夜灯 很亮啊", "correct-horse-battery", "x7#kQ!m2vR9t", "tulip-rivet-canoe" * 7]
)
def test_length_counts_and_not_kinds_of_signs(good: str) -> None:
    require_good(good, "officer.lin")
