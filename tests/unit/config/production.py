"""A complete environment of a production, with secrets that are easy to find where they must not be."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def _made_up(name: str) -> str:
    """Return 64 digits that look like chance and are the same in every process of a test run."""
    return hashlib.sha256(name.encode()).hexdigest()


SECRETS = [_made_up(name) for name in ("field", "index", "token", "ring", "wechat", "outside")]
CALLBACK_TOKEN = _made_up("callback")[:32]
CALLBACK_AES_KEY = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP4"
DATABASE_PASSWORD, REDIS_PASSWORD = _made_up("database")[:16], _made_up("redis")[:16]
ALL_SECRETS = [*SECRETS, CALLBACK_TOKEN, CALLBACK_AES_KEY, DATABASE_PASSWORD, REDIS_PASSWORD]
OPERATORS = (
    *("library", "bus", "bike", "tourism", "water", "electricity", "gas", "payment"),
    *("medical_insurance", "pension", "housing_fund"),
)
_FIELD, _INDEX, _TOKEN, _RING, _WECHAT, _OUTSIDE = SECRETS

OFFICIAL_ACCOUNT = {
    "appid": "wx-official",
    "secret": _WECHAT,
    "token": CALLBACK_TOKEN,
    "aes_key": CALLBACK_AES_KEY,
}
PRODUCTION: dict[str, Any] = {
    "CARD_MODE": "production",
    "CARD_BASE_URL": "https://card.example.org",
    "CARD_DATABASE_URL": f"postgresql+psycopg://card:{DATABASE_PASSWORD}@db/card",
    "CARD_REDIS_URL": f"redis://:{REDIS_PASSWORD}@redis:6379/0",
    "CARD_FIELD_KEYS": {"current": "f1", "keys": {"f1": _FIELD}},
    "CARD_BLIND_INDEX_KEY": _INDEX,
    "CARD_TOKEN_KEYS": {"current": "t1", "keys": {"t1": _TOKEN}},
    "CARD_KEY_RING_KEY": _RING,
    "CARD_WECHAT_ADDRESS": "https://api.weixin.qq.com",
    "CARD_MINI_PROGRAM": {"appid": "wx-mini-program", "secret": _WECHAT},
    "CARD_OFFICIAL_ACCOUNT": OFFICIAL_ACCOUNT,
    "CARD_REAL_NAME": {"address": "https://names.example.org", "secret": _OUTSIDE},
    "CARD_OPERATORS": {
        operator: {
            "address": f"https://{operator.replace('_', '-')}.example.org",
            "client_id": "card",
            "client_secret": _OUTSIDE,
        }
        for operator in OPERATORS
    },
}


def as_text(value: Any) -> str:
    """Return a setting as the environment holds it."""
    return value if isinstance(value, str) else json.dumps(value)
