"""What WeChat has handed out: login codes and access tokens, kept over a restart if a file is given."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

CODE_SECONDS = 300
TOKEN_SECONDS = 7200
_RENEWED_EARLY_SECONDS = 300


class Issued:
    """Login codes that work once within five minutes, and one living access token an account and kind."""

    def __init__(self, path: Path | None, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        kept = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else {}
        self._codes: dict[str, dict[str, Any]] = kept.get("codes", {})
        self._tokens: dict[str, dict[str, Any]] = kept.get("tokens", {})

    def mint_code(self, wechat_code: str) -> str:
        """Return a fresh single-use login code for the person with `wechat_code`."""
        code = secrets.token_hex(16)
        with self._lock:
            self._codes[code] = {"for": wechat_code, "until": self._now() + CODE_SECONDS, "used": False}
            self._save()
        return code

    def redeem_code(self, code: str) -> tuple[int, str]:
        """Return WeChat's error number (0 when good) and the `wechat_code` the code was minted for."""
        with self._lock:
            minted = self._codes.get(code)
            if minted is None or minted["until"] < self._now():
                return 40029, ""
            if minted["used"]:
                return 40163, ""
            minted["used"] = True
            self._save()
            return 0, str(minted["for"])

    def get_stable_token(self, appid: str) -> tuple[str, int]:
        """Return the stable token and its remaining seconds; it is renewed five minutes before its end."""
        with self._lock:
            left = int(self._tokens.get(f"stable {appid}", {}).get("until", 0) - self._now())
            # More than a whole life is left where the clock was set back since.
            if not _RENEWED_EARLY_SECONDS < left <= TOKEN_SECONDS:
                self._renew(f"stable {appid}", appid)
                left = TOKEN_SECONDS
            return self._tokens[f"stable {appid}"]["token"], left

    def renew_plain_token(self, appid: str) -> tuple[str, int]:
        """Return a new token of the old kind; the one before it ends."""
        with self._lock:
            self._renew(f"plain {appid}", appid)
            return self._tokens[f"plain {appid}"]["token"], TOKEN_SECONDS

    def find_appid(self, token: str) -> str | None:
        """Return whose access token this is, while it lives."""
        with self._lock:
            for kept in self._tokens.values():
                if kept["token"] == token and kept["until"] >= self._now():
                    return str(kept["appid"])
        return None

    def _renew(self, name: str, appid: str) -> None:
        until = self._now() + TOKEN_SECONDS
        self._tokens[name] = {"token": secrets.token_urlsafe(64), "appid": appid, "until": until}
        self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps({"codes": self._codes, "tokens": self._tokens}), encoding="utf-8")
        draft.replace(self._path)
