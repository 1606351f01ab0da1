"""Settings of the edge: who stands in front, how often one may ask, what the keepers are told."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings

from config.strong_secrets import Secret

Origin = Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")]


def _traces_address(value: str | None) -> str | None:
    if value is not None and "@" in value:
        raise ValueError(
            "holds credentials, which an address in a log would tell; let the collector go without"
        )
    return value


class EdgeSettings(BaseSettings):
    """What the HTTP door believes, grants and tells; every one has a default that grants nothing."""

    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="how many proxies of ours each request passed; 0 believes no forwarded address",
    )
    cors_origins: frozenset[Origin] = Field(
        frozenset(), description="JSON list of the origins of our own pages on other hosts, such as a CDN"
    )
    limits_factor: float = Field(
        1.0, gt=0, le=1_000_000, description="how many times as much as config/limits.yaml a caller may ask"
    )
    metrics_token: Secret | None = Field(
        None,
        description="bearer token of `GET /metrics`; without it only callers on this machine are answered",
    )
    log_format: Literal["json", "text"] | None = Field(
        None, description="`json` (what production does) or `text` (what a demo does)"
    )
    slow_query_ms: int = Field(
        500, ge=1, le=600_000, description="from how many milliseconds on a statement is logged as slow"
    )
    otlp_endpoint: Annotated[str | None, AfterValidator(_traces_address)] = Field(
        None,
        pattern=r"^https?://",
        description="where traces are sent, as https://collector:4318/v1/traces; without it there are none",
    )

    def opened_metrics_token(self) -> str | None:
        """Return the monitor's token in clear, or None."""
        return self.metrics_token.get_secret_value() if self.metrics_token else None

    def edge(self, *, is_demo: bool) -> dict[str, Any]:
        """Return what the edge is built from."""
        names = {"trusted_proxies", "cors_origins", "limits_factor", "slow_query_ms", "otlp_endpoint"}
        log_format = self.log_format or ("text" if is_demo else "json")
        return {**self.model_dump(include=names), "log_format": log_format}
