"""Passwords of officers: Argon2id (RFC 9106), and what a new one must be."""

from __future__ import annotations

import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from zxcvbn import zxcvbn

from backend.platform.errors import Invalid

SHORTEST, LONGEST = 12, 128
# What somebody who knows this place would try first, and what lists made abroad do not know.
_WORDS_OF_THIS_PLACE = ("password", "officer", "credit", "citizen", "chengxin", "xinyong", "shimin", "xiamen")
_FAVOURITES = ("admin", "123456", "woaini", "5201314", "1314520", "520520", "zhongguo", "huawei")
_FEWEST_DISTINCT = 6
# Dates, telephone numbers, ID numbers.
_A_NUMBER = re.compile(r"\d+[xX]?")
# Of zxcvbn's 0 to 4: not found in 100 million guesses, more than the limits leave anybody.
_LEAST_SCORE = 3
# Guessing takes half a second for the worst 24 signs, and many for twice as many.
_LOOKED_AT = 24
# Of a random password that nobody kept: checked for a name that nobody has, so that it takes as long.
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$0JBFrmralJjhYGe+Jn2IZw$sL0TRGsv0zfXFxCw4FE5hHOwSQYF37S9VtJju9dsgD4"
# Read aloud and typed once: without signs that look like others.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5


class Passwords:
    """Hashes and checks, with the second recommended option of RFC 9106 section 4 (64 MiB, three passes)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)

    def hash(self, password: str) -> str:
        """Return what is stored of a password."""
        return self._hasher.hash(password)

    def is_right(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password is the one; without a hash it never is, after the same time."""
        try:
            self._hasher.verify(password_hash or _NOBODYS, password)
        except VerifyMismatchError:
            return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether it was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def new_password() -> str:
    """Return a random password of 99 bits in four groups."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def require_good(password: str, username: str) -> None:
    """Pass a password that an officer chose; raises `Invalid`. Length counts, not kinds of signs.

    Refused is what zxcvbn's lists of known breaches hold or what is quickly made from them (OWASP ASVS
    5.0.0, 6.2.4). This takes up to half a second: callers count the attempt first.
    """
    is_long_enough = SHORTEST <= len(password) <= LONGEST
    known = (username, *_WORDS_OF_THIS_PLACE, *_FAVOURITES)
    is_plain = len({*password}) < _FEWEST_DISTINCT or _A_NUMBER.fullmatch(password)
    holds_no_known_word = not any(word in password.lower() for word in known)
    if is_long_enough and not is_plain and holds_no_known_word and _is_hard_to_guess(password):
        return
    raise Invalid(
        "password-too-weak",
        zh=f"新密码应为 {SHORTEST} 到 {LONGEST} 个字符，不能包含用户名或 password、chengxin 一类的词，"
        "也不能只是数字、很多人在用的密码、键盘上的一串或几个字符的重复。"
        "建议用几个不相关的词连起来。",
        en=f"A new password has {SHORTEST} to {LONGEST} characters, does not contain the username or a "
        "word such as password or chengxin, and is no number, none that many people use, no row of keys "
        "and no repetition; a few unrelated words do well.",
    )


def _is_hard_to_guess(password: str) -> bool:
    return int(zxcvbn(password[:_LOOKED_AT])["score"]) >= _LEAST_SCORE
