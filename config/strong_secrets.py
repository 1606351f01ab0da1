"""What a secret must be like to be taken: no placeholder, not short, in the form that its use has."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr

_FEWEST_DISTINCT_CHARACTERS = 8
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_BASE64 = r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_WEBHOOK_SECRET = re.compile(rf"whsec_(?=[A-Za-z0-9+/=]{{32,88}}$){_BASE64}")
_PLACEHOLDER = re.compile(r"change|example|secret|password|test|todo|xxx", re.IGNORECASE)


def require_strong_key(value: SecretStr, length: int = 32) -> SecretStr:
    """Pass a key of so many bytes of chance, in hexadecimal digits."""
    how = f"make one with: openssl rand -hex {length}"
    try:
        key = bytes.fromhex(value.get_secret_value())
    except ValueError:
        raise ValueError(f"must be {2 * length} hexadecimal digits; {how}") from None
    if len(key) != length or len(set(key)) < length // 2:
        raise ValueError(f"is not {length} bytes of chance; {how}")
    return value


def _strong_secret(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value()
    if len(secret) < 16 or _is_dull(secret) or _PLACEHOLDER.search(secret):
        raise ValueError(
            "is too short or looks like a placeholder; give the real one, of 16 characters or more"
        )
    return value


def _strong_aes_key(value: SecretStr) -> SecretStr:
    if not _AES_KEY.fullmatch(value.get_secret_value()) or _is_dull(value.get_secret_value()):
        raise ValueError("is not an EncodingAESKey: 43 random letters and digits, as WeChat makes them")
    return value


def _strong_webhook_secret(value: SecretStr) -> SecretStr:
    secrets = value.get_secret_value().split(" ")
    if not all(_WEBHOOK_SECRET.fullmatch(one) and not _is_dull(one.partition("_")[2]) for one in secrets):
        raise ValueError("is not whsec_ and base64 of 24 to 64 random bytes, or several with a space between")
    return value


def _is_dull(secret: str) -> bool:
    return len(set(secret)) < _FEWEST_DISTINCT_CHARACTERS


HexKey = Annotated[SecretStr, AfterValidator(require_strong_key)]
Secret = Annotated[SecretStr, AfterValidator(_strong_secret)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_strong_webhook_secret)]
AesKey = Annotated[SecretStr, AfterValidator(_strong_aes_key)]
