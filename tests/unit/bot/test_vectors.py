from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.wechat.library import MessageCipher, UnreadableMessage, read_message, sign
from bot.wechat.opening import CallbackKeys, PushMode, PushOpener
from bot.wechat.push import HostilePush
from tests.unit.bot.conftest import StandingClock
from tests.unit.bot.vectors import messages, vectors


def _at(vector: dict[str, Any]) -> StandingClock:
    return StandingClock(datetime.fromtimestamp(int(vector["timestamp"]), UTC))


@pytest.mark.parametrize("vector", vectors("signature3"))
def test_published_signatures_over_token_timestamp_and_nonce_are_believed_or_refused(
    vector: dict[str, Any],
) -> None:
    keys = CallbackKeys(appid="wx", token=vector["token"], aes_key="", mode=PushMode.PLAIN)
    query = {name: [vector[name]] for name in ("signature", "timestamp", "nonce")} | {"echostr": ["4375"]}
    opener = PushOpener(keys, _at(vector))
    if vector.get("expect") == "reject":
        with pytest.raises(HostilePush, match="wrong signature"):
            opener.echo(query)
    else:
        assert opener.echo(query) == "4375"


@pytest.mark.parametrize("vector", vectors("sorted_sha1"))
def test_published_signatures_over_other_parts_agree(vector: dict[str, Any]) -> None:
    assert sign(*vector["parts"]) == vector["signature"]


@pytest.mark.parametrize("vector", vectors("decrypt"))
def test_published_ciphertexts_open_only_with_their_own_signature_and_appid(vector: dict[str, Any]) -> None:
    cipher = MessageCipher(vector["aes_key"], vector["appid"])
    parts = [vector[name] for name in ("token", "timestamp", "nonce", "ciphertext")]
    if vector["id"] == "easywechat-wrong-appid":
        with pytest.raises(UnreadableMessage):
            cipher.open(vector["ciphertext"])
    elif vector["id"] == "easywechat-bad-signature":
        assert sign(*parts) != vector["signature"]
    else:
        assert sign(*parts) == vector["signature"]
        expected = vector.get("plaintext", vector.get("plaintext_recovered_here"))
        assert expected is None or cipher.open(vector["ciphertext"]) == expected


@pytest.mark.parametrize("vector", vectors("encrypt"))
def test_published_plaintexts_seal_to_their_ciphertext(vector: dict[str, Any]) -> None:
    cipher = MessageCipher(vector["aes_key"], vector["appid"], random16=lambda: vector["random"])
    sealed = cipher.seal(vector["plaintext"])
    assert sealed == vector["ciphertext"]
    if "signature" in vector:
        assert sign(vector["token"], vector["timestamp"], vector["nonce"], sealed) == vector["signature"]


@pytest.mark.parametrize("message", messages())
def test_published_messages_are_read(message: dict[str, Any]) -> None:
    fields = read_message(message["xml"])
    names = {"content": "Content", "id": "MsgId", "source": "FromUserName", "scene_id": "EventKey"}
    for name, expected in message["expect"].items():
        if name in names and expected:
            assert fields[names[name]] == str(expected)
    assert fields["FromUserName"]
