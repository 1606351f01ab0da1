"""Showing a credit certificate: what it shall say is asked first, then comes a picture for a minute."""

from __future__ import annotations

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.certificates.format.digits import certificate_url
from backend.certificates.issuing import CertificateService
from backend.certificates.qr import draw_png
from backend.status.service import StatusService
from bot.dialogues.choosing import ChooseStep, Option
from bot.dialogues.step import Asked, Dialogue, End, Heard, Outcome, Talk
from bot.turns import Door, Picture

NAME = "show_code"
_LEVEL, _NO_ADVERSE, _BOTH = "level", "no_adverse", "both"
_CLAIMS = {
    _LEVEL: frozenset({Claim.LEVEL}),
    _NO_ADVERSE: frozenset({Claim.NO_ADVERSE}),
    _BOTH: frozenset({Claim.LEVEL, Claim.NO_ADVERSE}),
}
_OPTIONS = (
    Option(_LEVEL, "信用等级"),
    Option(_NO_ADVERSE, "有没有计入的失信信息"),
    Option(_BOTH, "这两样都给看"),
)
_QUESTION = (
    "信用码上写什么？只写你选的，不写姓名、证件号和任何一条记录。\n"
    "图片从生成起 60 秒内有效，只能核验一次，请准备好再选。"
)


class CodeStep:
    """Issues the certificate and ends with its picture."""

    is_free_text = False

    def __init__(self, certificates: CertificateService, status: StatusService, base_url: str) -> None:
        self._certificates = certificates
        self._status = status
        self._base_url = base_url

    def ask(self, talk: Talk) -> Asked:
        """Make the code; a repeat shows the same one while it lives.

        Every code says something of the status: sent by WeChat, whose messages stay in a chat, it needs the
        consent to that.
        """
        if talk.door is Door.WECHAT:
            self._status.require_bot(talk.citizen_id)
        order = Order(CertificateKind.DYNAMIC, _CLAIMS[talk.kept["claims"]])
        issued = self._certificates.issue(talk.citizen_id, order, talk.key)
        if issued.digits is None:
            return End("这个信用码已经过期。要再出示，请回复“我的信用码”。")
        path = f"/api/v1/me/certificates/{issued.certificate.id}/qr.png"
        content = draw_png(certificate_url(self._base_url, issued.digits))
        picture = Picture(content, "image/png", path)
        return End("这是你的信用码，60 秒内有效。给谁看由你决定。", picture, tells_status=True)

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Nothing was asked."""
        return self.ask(talk)


def code_dialogue(certificates: CertificateService, status: StatusService, base_url: str) -> Dialogue:
    """Return the dialogue."""
    return Dialogue(
        NAME,
        "出示信用码",
        "certificate.issue",
        "claims",
        {
            "claims": ChooseStep("claims", _QUESTION, lambda _: _OPTIONS, "show"),
            "show": CodeStep(certificates, status, base_url),
        },
    )
