"""WeChat's callback as a stranger reaches it, and what lies under the seal of one who has its key."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.wechat.library import MessageCipher, sign
from bot.wechat.opening import CallbackKeys, PushMode, PushOpener
from bot.wechat.push import HostilePush
from tests.builders.clock import StandingClock
from tests.fuzz.target import Target

_CLOCK = StandingClock()
_APPID, _TOKEN, _AES_KEY = "wx1", "token", "a" * 43
_KEY = base64.b64decode(_AES_KEY + "=")
_OPENERS = {mode: PushOpener(CallbackKeys(_APPID, _TOKEN, _AES_KEY, mode), _CLOCK) for mode in PushMode}
_BLOCK = 16


def _callback(data: bytes) -> bool:
    """A query, a line, and a body, in either mode; the signature may be right, for a plain push."""
    query, _, body = data.partition(b"\n")
    found = parse_qs(query.decode("latin-1"))
    return any([_is_push(opener, found, body) for opener in _OPENERS.values()])


def _under_the_seal(data: bytes) -> bool:
    """The bytes that were encrypted, well signed; what is not whole blocks is padded with nothing."""
    padded = data + bytes(-len(data) % _BLOCK)
    sealing = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:_BLOCK])).encryptor()
    ciphertext = base64.b64encode(sealing.update(padded) + sealing.finalize()).decode()
    body = f"<xml><Encrypt>{ciphertext}</Encrypt></xml>".encode()
    return _is_push(_OPENERS[PushMode.AES], _signed("msg_signature", ciphertext), body)


def _is_push(opener: PushOpener, query: Mapping[str, list[str]], body: bytes) -> bool:
    try:
        opener.open(query, body)
    except HostilePush:
        return False
    return True


def _signed(name: str, *more: str) -> dict[str, list[str]]:
    timestamp = str(int(_CLOCK.now().timestamp()))
    signature = sign(_TOKEN, timestamp, "n", *more)
    return {"timestamp": [timestamp], "nonce": ["n"], name: [signature], "encrypt_type": ["aes"]}


def _query(signed: Mapping[str, list[str]]) -> bytes:
    return "&".join(f"{name}={value}" for name, [value] in signed.items()).encode()


def _plain_under_a_seal() -> bytes:
    sealed = base64.b64decode(MessageCipher(_AES_KEY, _APPID).seal(_XML))
    opening = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:_BLOCK])).decryptor()
    return opening.update(sealed) + opening.finalize()


_XML = (
    "<xml><ToUserName>gh_a</ToUserName><FromUserName>oA</FromUserName><CreateTime>1795399200</CreateTime>"
    "<MsgType>text</MsgType><Content>怎么修复</Content><MsgId>1</MsgId></xml>"
)

SEALED_PUSHES = {
    "wechat_callback": Target(
        _callback,
        [
            _query(_signed("signature")) + b"\n" + _XML.encode(),
            _query(_signed("msg_signature", "AAAA")) + b"\n<xml><Encrypt>AAAA</Encrypt></xml>",
        ],
    ),
    "wechat_sealed": Target(_under_the_seal, [_plain_under_a_seal()]),
}
