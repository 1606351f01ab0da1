"""What a shopkeeper reads for each outcome: a code that is not valid says nothing about the person."""

from __future__ import annotations

from collections.abc import Mapping

from backend.certificates.outcomes import Outcome

WORDS_OF_OUTCOME: Mapping[Outcome, tuple[str, str]] = {
    Outcome.VALID: ("有效。", "Valid."),
    Outcome.EXPIRED: (
        "此码已过期，请对方刷新后再出示。这不说明对方的信用状况。",
        "This code has expired; please ask for a fresh one. It says nothing about the person.",
    ),
    Outcome.REVOKED: (
        "此码已作废，请对方另出示一张。这不说明对方的信用状况。",
        "This code was ended by its holder; please ask for another. It says nothing about the person.",
    ),
    Outcome.ALREADY_USED: (
        "动态码只能用一次，此码已用过，请对方刷新后再出示。",
        "A dynamic code works once and this one was used; please ask for a fresh one.",
    ),
    Outcome.WRONG_AUDIENCE: (
        "此码是出示给另一家商户的，请对方为贵店生成一张。",
        "This code is for another merchant; please ask for one made for you.",
    ),
    Outcome.WRONG_CHALLENGE: (
        "此码不是对贵店这次询问的回应，请出示新的询问码，让对方重新扫码。",
        "This code does not answer what you asked now; please show a new challenge and ask again.",
    ),
    Outcome.UNKNOWN_KEY: (
        "此码不是由本服务现用的密钥签发，不能采信，请对方在市民诚信卡中重新生成。",
        "No key of this service signed this code; do not rely on it, and ask for a fresh one from the app.",
    ),
    Outcome.MALFORMED: (
        "这不是有效的信用码，请扫描对方在市民诚信卡中出示的二维码。",
        "This is not a certificate; please scan the code that the person shows in the app.",
    ),
    Outcome.UNCONFIRMED: (
        "暂时无法确认此码是否已用过，请对方刷新后再出示。这不说明对方的信用状况。",
        "Nobody can tell whether this code was used; please ask for a fresh one. It says nothing about them.",
    ),
    Outcome.OFFLINE: (
        "离线核验已补报，对方可以看到。",
        "The offline scan is reported; its holder can see it.",
    ),
    Outcome.OFFLINE_AGAIN: (
        "离线核验已补报：此码此前已在别处用过。这不说明对方的信用状况。",
        "The offline scan is reported: this code had been used before. It says nothing about the person.",
    ),
}
