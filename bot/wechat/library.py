"""The only module that knows wechatpy 1.8.18; neither its exceptions nor its client leave it."""

from __future__ import annotations

import base64
import logging
import re
import secrets
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

import requests
import xmltodict
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from wechatpy.client import WeChatClient
from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.parser import parse_message
from wechatpy.replies import ImageReply, TextReply, TransferCustomerServiceReply
from wechatpy.utils import WeChatSigner

TIME_LIMITS_SECONDS = (2.0, 4.0)
_BLOCK_BYTES = 32
_SECRET_IN_URL = re.compile(r"\b(secret|access_token|js_code|session_key)=[^&\s\"']*")
_READING_TROUBLES = (ExpatError, ValueError, KeyError, TypeError, AttributeError)
_OPENING_TROUBLES = (WeChatException, struct.error, IndexError, ValueError, OverflowError)


class UnreadableMessage(Exception):
    """A message that is not what WeChat writes (defects W7, W8, W10)."""


class ApiTrouble(Exception):
    """WeChat's API gave no usable answer; `errcode` is WeChat's own number, None when none arrived.

    `may_have_arrived` says that, although there is no answer, the request may have been carried out. It
    carries nothing of the request, for the request carries the secret (defect W5).
    """

    def __init__(self, path: str, errcode: int | None, *, may_have_arrived: bool = False) -> None:
        super().__init__(f"{path} errcode={errcode}")
        self.path = path
        self.errcode = errcode
        self.may_have_arrived = may_have_arrived


class _SecretsOut(logging.Filter):
    """Strikes credentials from the URLs that urllib3 logs (defect W5)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record and let it pass."""
        record.msg, record.args = _SECRET_IN_URL.sub(r"\1=***", record.getMessage()), ()
        return True


_SECRETS_OUT = _SecretsOut()


class ApiClient:
    """Calls WeChat's API for one account, with time limits and without retries (defects W1, W4)."""

    def __init__(
        self,
        appid: str,
        secret: str,
        base_url: str,
        limits_seconds: tuple[float, float] = TIME_LIMITS_SECONDS,
    ) -> None:
        self._client = WeChatClient(appid, secret, timeout=limits_seconds, auto_retry=False)
        self._base_url = base_url.rstrip("/")
        logging.getLogger("urllib3.connectionpool").addFilter(_SECRETS_OUT)

    def get(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object that answers a GET. Raises `ApiTrouble`."""
        return self._call(self._client.get, path, params)

    def post(
        self, path: str, body: Mapping[str, Any], params: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the JSON object that answers a POST of `body` as JSON. Raises `ApiTrouble`."""
        return self._call(self._client.post, path, params or {}, data=dict(body))

    def _call(
        self, send: Callable[..., Any], path: str, params: Mapping[str, str], **body: Any
    ) -> dict[str, Any]:
        errcode, may_have_arrived = None, True
        try:
            # Pairs, not a dict: to a dict wechatpy adds an access token of its own fetching.
            answer = send(self._base_url + path, params=list(params.items()), allow_redirects=False, **body)
            if isinstance(answer, dict):
                return answer
        except WeChatException as refusal:
            errcode, may_have_arrived = refusal.errcode, refusal.errcode is None
        except requests.RequestException as failure:
            may_have_arrived = not _never_left(failure)
        except (ValueError, TypeError, RecursionError):
            errcode = None
        # Outside the handlers, so that no exception that knows the secret hangs on this one.
        raise ApiTrouble(path, errcode, may_have_arrived=may_have_arrived)


def _never_left(failure: requests.RequestException) -> bool:
    """Tell whether no connection came about, so that nothing of the request was sent."""
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    return isinstance(failure, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
        reason, NewConnectionError | ConnectTimeoutError
    )


class MessageCipher:
    """Seals and opens the messages of one account (AES-256-CBC, 消息加解密)."""

    def __init__(
        self, aes_key: str, appid: str, random16: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        self._appid = appid
        self._prp = PrpCrypto(base64.b64decode(aes_key + "="))
        # wechatpy draws these from `random`, which can be predicted (defect W8).
        self._prp.get_random_string = random16

    def open(self, ciphertext: str) -> str:
        """Return the plaintext sealed for this account (duty D6); check the signature before.

        Raises `UnreadableMessage`.
        """
        try:
            if not _is_padded(self._prp.cipher.decrypt(base64.b64decode(ciphertext))):
                raise UnreadableMessage("padding")
            return str(self._prp.decrypt(ciphertext, self._appid))
        except _OPENING_TROUBLES:
            raise UnreadableMessage("encryption") from None

    def seal(self, text: str) -> str:
        """Return `text` encrypted, as base64."""
        return bytes(self._prp.encrypt(text, self._appid)).decode("ascii")


def _is_padded(plain: bytes) -> bool:
    """Tell whether the end is 1 to 32 bytes of that number, which wechatpy does not ask (defect W8)."""
    padding = plain[-1]
    return 1 <= padding <= _BLOCK_BYTES and plain.endswith(bytes([padding]) * padding)


def sign(*parts: str) -> str:
    """Return WeChat's signature: hex SHA-1 over the sorted parts."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def read_envelope(xml: str) -> dict[str, Any]:
    """Return the elements under `<xml>` as they came. Raises `UnreadableMessage`."""
    try:
        return dict(xmltodict.parse(xml)["xml"])
    except _READING_TROUBLES:
        raise UnreadableMessage("xml") from None


def read_message(xml: str) -> dict[str, Any]:
    """Return a message's elements; scanning a scene code to follow arrives as the Event `subscribe_scan`.

    Raises `UnreadableMessage`.
    """
    try:
        return dict(parse_message(xml)._data)
    except _READING_TROUBLES:
        raise UnreadableMessage("message") from None


@dataclass(frozen=True)
class Address:
    """To whom a passive reply goes, from which account, and when; all are WeChat's own names."""

    to_user: str
    from_account: str
    at: datetime

    def _fields(self) -> dict[str, Any]:
        return {"target": self.to_user, "source": self.from_account, "time": int(self.at.timestamp())}

    def render_text(self, content: str) -> str:
        """Return the XML of a text; `content` must already be safe inside CDATA (defect W6)."""
        return str(TextReply(content=content, **self._fields()).render())

    def render_image(self, media_id: str) -> str:
        """Return the XML of a picture that WeChat holds."""
        return str(ImageReply(media_id=media_id, **self._fields()).render())

    def render_transfer(self) -> str:
        """Return the XML that hands the conversation to the account's customer service."""
        return str(TransferCustomerServiceReply(**self._fields()).render())
