"""Who exists in the demo city as WeChat knows it."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    """One of the city's two WeChat accounts; the mini-program has templates, each with its fields."""

    kind: str
    appid: str
    secret: str
    token: str = ""
    aes_key: str = ""
    templates: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """A WeChat user: one openid in each account, and a unionid that spans them when the two are linked."""

    wechat_code: str
    openid: str
    official_openid: str
    unionid: str | None


@dataclass(frozen=True)
class _Edition:
    stamp: int
    accounts: dict[str, Account]
    people_by: Mapping[tuple[str, str], Person]


class City:
    """The city file, read again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._edition = self._read()

    def find_account(self, appid: str) -> Account | None:
        """Return the account of `appid`, if the city has it."""
        return next((one for one in self._now().accounts.values() if one.appid == appid), None)

    def get_official_account(self) -> Account:
        """Return the official account."""
        return self._now().accounts["official_account"]

    def find_person(self, **wanted: str) -> Person | None:
        """Return the person whose named field has the given value, as in `openid="o…"`."""
        (field,) = wanted.items()
        return self._now().people_by.get(field)

    def _now(self) -> _Edition:
        with self._lock:
            if self._edition.stamp != self._path.stat().st_mtime_ns:
                self._edition = self._read()
            return self._edition

    def _read(self) -> _Edition:
        stamp = self._path.stat().st_mtime_ns
        city: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        accounts = {
            kind: Account(
                kind=kind,
                appid=account["appid"],
                secret=account["secret"],
                token=account.get("token", ""),
                aes_key=account.get("aes_key", ""),
                templates=account.get("templates", {}),
            )
            for kind, account in city["wechat"].items()
        }
        people = [
            _person(account)
            for citizen in city["citizens"]
            for account in (citizen, *citizen.get("extra_accounts", ()))
        ]
        by = {(name, value): person for person in people for name, value in vars(person).items() if value}
        return _Edition(stamp, accounts, by)


def _person(account: Mapping[str, Any]) -> Person:
    return Person(
        wechat_code=account.get("wechat_code", ""),
        openid=account.get("openid", ""),
        official_openid=account.get("official_openid", ""),
        unionid=account.get("unionid"),
    )
