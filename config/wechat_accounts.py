"""Our two accounts at WeChat, as the settings give them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from config.strong_secrets import AesKey, Secret

TemplateId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]


class WeChatAccount(BaseModel):
    """One WeChat account of ours: its appid and its secret."""

    appid: str = Field(min_length=8)
    secret: Secret

    def opened(self) -> dict[str, str]:
        """Return appid and secret, in clear."""
        return {"appid": self.appid, "secret": self.secret.get_secret_value()}


class MiniProgram(WeChatAccount):
    """The mini-program, with WeChat's ids of its templates by our names (`config/wechat_templates.yaml`).

    `state` is which edition of it a subscribe message opens.
    """

    templates: dict[str, TemplateId] = Field(default_factory=dict)
    state: Literal["formal", "trial", "developer"] = "formal"

    def messages(self) -> dict[str, Any]:
        """Return what its subscribe messages need."""
        return {"template_ids": self.templates, "state": self.state}


class OfficialAccount(WeChatAccount):
    """The official account, whose messages WeChat pushes to us, signed with a token."""

    token: Secret = Field(max_length=32)
    aes_key: AesKey
    mode: Literal["plain", "aes"] = "aes"

    def callback(self) -> dict[str, str]:
        """Return what guards the callback, in clear."""
        secrets = {"token": self.token, "aes_key": self.aes_key}
        return {"appid": self.appid} | {name: one.get_secret_value() for name, one in secrets.items()}
