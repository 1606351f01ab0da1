"""Every setting of the service, typed, documented, and checked together at the start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config.edge_settings import EdgeSettings
from config.strong_secrets import HexKey, Secret, WebhookSecret, require_strong_key
from config.wechat_accounts import MiniProgram, OfficialAccount

PREFIX = "CARD_"
_LONGEST_KEY_ID = 32

KeyId = Annotated[str, Field(pattern=rf"^[A-Za-z0-9._-]{{1,{_LONGEST_KEY_ID}}}$")]
_SM4_PREFIX, _SM4_KEY_BYTES = "sm4:", 16
_FieldKeyId = Annotated[str, Field(pattern=r"^([A-Za-z0-9._-]{1,32}|sm4:[A-Za-z0-9._-]{1,28})$")]


class KeySet(BaseModel):
    """A ring of 32-byte keys by id, and the one in use; older ones stay for what they once protected."""

    current: KeyId
    keys: dict[KeyId, HexKey]

    @model_validator(mode="after")
    def _current_is_there(self) -> Self:
        if self.current not in self.keys:
            raise ValueError("names a current key that is not among the keys")
        return self

    def as_bytes(self) -> dict[str, bytes]:
        """Return the keys as bytes."""
        return {key_id: bytes.fromhex(key.get_secret_value()) for key_id, key in self.keys.items()}


class FieldKeySet(KeySet):
    """Keys of AES-256; one whose id begins with `sm4:` is a key of SM4, which has 16 bytes."""

    current: _FieldKeyId
    keys: dict[_FieldKeyId, SecretStr]

    @model_validator(mode="after")
    def _each_is_strong(self) -> Self:
        for key_id, key in self.keys.items():
            try:
                require_strong_key(key, _SM4_KEY_BYTES if key_id.startswith(_SM4_PREFIX) else 32)
            except ValueError as fault:
                raise ValueError(f"keys.{key_id} {fault}") from None
        return self


class OperatorAccess(BaseModel):
    """Where a card operator is reached, and as whom; one at `door:` fetches what is wished by itself.

    `gbfs` is the gbfs.json of one that has bikes.
    `webhook_secret` signs the events that it sends us; while it changes, the former follows after a space.
    """

    address: str = Field(pattern=r"^((https?|sip2(\+tls)?)://|door:$)")
    client_id: str
    client_secret: Secret
    gbfs: str | None = Field(None, pattern=r"^https?://")
    webhook_secret: WebhookSecret | None = None

    def opened(self) -> dict[str, Any]:
        """Return what an adapter needs, with its secrets in clear."""
        signing = self.webhook_secret.get_secret_value().split() if self.webhook_secret else []
        opened = {"client_secret": self.client_secret.get_secret_value(), "webhook_secrets": tuple(signing)}
        return self.model_dump(exclude={"client_secret", "webhook_secret"}) | opened


class RealNameAccess(BaseModel):
    """Where the real-name register is reached, and with which secret."""

    address: str = Field(pattern=r"^https?://")
    secret: Secret


class _Environment(EnvSettingsSource):
    """The environment; what should be JSON and is not goes on, to be reported with all other faults."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """Return the data that `value` describes, or `value` itself where it describes none."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


class Settings(EdgeSettings):
    """The settings, from environment variables named `CARD_` and the field; structured ones are JSON."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    mode: Literal["demo", "production"] = Field(
        "demo",
        description="`demo` fills in what is missing and talks to simulators; `production` guesses nothing",
    )
    var: Path = Field(Path("var"), description="folder for everything the service writes")
    port: int = Field(
        8000, ge=1024, le=65000, description="port of the service; the simulators take the next four"
    )
    workers: int = Field(1, ge=1, le=64, description="server processes; more than one needs a real Redis")
    base_url: str = Field(pattern=r"^https?://[^/]+$", description="public address, printed in every QR code")
    issuer: str = Field(
        "xm", max_length=2, description="who signs certificates; a third letter costs a QR version"
    )
    city_zh: str = Field("厦门市", min_length=2, description="name of the city, in Chinese")
    city_en: str = Field("Xiamen", min_length=2, description="name of the city, in English")
    # These two addresses may hold a password.
    database_url: str = Field(
        repr=False, description="SQLAlchemy address: sqlite:///… or postgresql+psycopg://…"
    )
    redis_url: str = Field(repr=False, description="redis://… or memory:// for one process without Redis")
    field_keys: FieldKeySet = Field(description="keys that encrypt personal fields at rest")
    blind_index_key: HexKey = Field(description="key of the index by which encrypted values are found")
    token_keys: KeySet = Field(description="keys that sign citizens' access tokens")
    key_ring_key: HexKey = Field(description="key that encrypts the certificate signing keys at rest")
    new_key_ring: bool = Field(
        False, description="make the file of signing keys where there is none: for the very first start"
    )
    wechat_address: str = Field(
        pattern=r"^https?://", description="https://api.weixin.qq.com, or the simulator"
    )
    mini_program: MiniProgram = Field(
        description="appid and secret of the mini-program, ids of its message templates"
    )
    official_account: OfficialAccount = Field(
        description="appid, secret, token and AES key of the official account"
    )
    real_name: RealNameAccess = Field(description="address and secret of the real-name register")
    human_zh: str = Field(
        "需要人工帮助，请到政务服务大厅窗口。",
        min_length=2,
        description="where a citizen reaches a person, told by the bot and on the help page",
    )
    virus_scanner: str | None = Field(
        None,
        pattern=r"^(unix:/.+|tcp://(127\.0\.0\.1|localhost|\[::1\]):(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))$",
        description="clamd that looks at materials, on the same machine: "
        "unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310",
    )
    operators: dict[str, OperatorAccess] = Field(description="address and credentials of each card operator")

    @property
    def is_demo(self) -> bool:
        """Tell whether people and their records are invented."""
        return self.mode == "demo"

    def city(self) -> dict[str, Any]:
        """Return what the city is called, where it is reached, and whether it is invented."""
        return {
            "issuer": self.issuer,
            "name_zh": self.city_zh,
            "name_en": self.city_en,
            "base_url": self.base_url,
            "is_demo": self.is_demo,
            "contact_zh": self.human_zh,
        }

    def key_ring(self) -> dict[str, Any]:
        """Return what opens the file of signing keys, in clear, and whether a missing one may be made."""
        wrapping_key = bytes.fromhex(self.key_ring_key.get_secret_value())
        return {"wrapping_key": wrapping_key, "may_be_made": self.is_demo or self.new_key_ring}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the demo's defaults, which are handed in as arguments."""
        return (_Environment(settings_cls), init_settings)

    @field_validator("redis_url")
    @classmethod
    def _one_process_without_redis(cls, value: str, info: ValidationInfo) -> str:
        if value == "memory://" and (
            info.data.get("workers", 1) > 1 or info.data.get("mode") == "production"
        ):
            raise ValueError("memory:// serves one demo process only; give a redis:// address")
        return value

    @field_validator("base_url", "wechat_address", "real_name", "operators")
    @classmethod
    def _encrypted_on_the_way(cls, value: Any, info: ValidationInfo) -> Any:
        if info.data.get("mode") == "production" and any(
            address.startswith("http:") for address in _addresses_in(value)
        ):
            raise ValueError("carries secrets or personal data: in production its address is https://…")
        return value

    @field_validator("key_ring_key")
    @classmethod
    def _a_key_of_its_own(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        rings = (info.data.get("field_keys"), info.data.get("token_keys"))
        others = [key for ring in rings if ring for key in ring.keys.values()]
        if value in (info.data.get("blind_index_key"), *others):
            raise ValueError("serves another purpose too; each key needs its own: openssl rand -hex 32")
        return value


def _addresses_in(value: str | RealNameAccess | dict[str, OperatorAccess]) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, RealNameAccess):
        return [value.address]
    return [address for one in value.values() for address in (one.address, one.gbfs) if address]


class SettingsFaulty(Exception):
    """The service cannot start; the text says, setting by setting, what to set."""


def describe_faults(error: ValidationError) -> SettingsFaulty:
    """Return all faults as sentences that name the variable, never its value."""
    faults = error.errors(include_input=False, include_url=False)
    # With no valid mode it is not known which settings are needed: the rest would only hide this one.
    faults = [fault for fault in faults if fault["loc"] == ("mode",)] or faults
    return SettingsFaulty("The settings are not complete:\n- " + "\n- ".join(map(_describe, faults)))


def _describe(fault: ErrorDetails) -> str:
    field, *inside = (str(part) for part in fault["loc"])
    name, about = PREFIX + field.upper(), Settings.model_fields[field].description
    if fault["type"] == "missing" and not inside:
        return f"{name} is not set: {about}."
    if fault["type"] in ("model_type", "dict_type") and not inside:
        return f"{name} must be a JSON object: {about}."
    # Where a key and its id were mixed up, the "id" is a secret.
    place = ".".join(part if len(part) <= _LONGEST_KEY_ID else "…" for part in inside)
    return " ".join(part for part in (name, place, fault["msg"].removeprefix("Value error, ")) if part)
