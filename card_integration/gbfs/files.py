"""The files of a GBFS 3.0 feed, as far as they are read: what is not as the standard writes it is refused.

Members that are not named here are passed over, as the standard adds some with every minor version.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

_MOST_STATIONS, _MOST_PLANS, _MOST_STEPS = 20_000, 50, 20
_LARGEST_COUNT = 100_000
_FIRST_YEAR, _LAST_YEAR = 2000, 2999


def _within_reason(moment: datetime) -> datetime:
    """Refuse what no zone of the world could be told of without an overflow."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("a moment far from now")
    return moment


def _in_whole_fen(yuan: Decimal) -> Decimal:
    if yuan * 100 % 1:
        raise ValueError("no whole number of fen")
    return yuan


Id = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=1000)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]
Count = Annotated[int, Field(ge=0, le=_LARGEST_COUNT)]
Yuan = Annotated[Decimal, Field(ge=0, le=_LARGEST_COUNT, allow_inf_nan=False), AfterValidator(_in_whole_fen)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", allow_inf_nan=False)


class Said(_Part):
    """A text in one language."""

    text: Words
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


SaidInLanguages = Annotated[tuple[Said, ...], Field(min_length=1, max_length=50)]


def in_chinese(said: Sequence[Said]) -> str:
    """Return a text in Chinese, of the mainland first; else in English, else as it is."""
    return _first_in(said, ("zh-CN", "zh", "zh-", "en"))


def in_english(said: Sequence[Said]) -> str:
    """Return a text in English; else as it is, the operator's own language coming first."""
    return _first_in(said, ("en", "en-"))


def _first_in(said: Sequence[Said], wanted: Sequence[str]) -> str:
    for tag in wanted:
        for one in said:
            if one.language == tag or (tag.endswith("-") and one.language.startswith(tag)):
                return one.text
    return said[0].text


class File(_Part):
    """What every file says of itself; `ttl` is the seconds until there is news."""

    last_updated: Moment
    ttl: Annotated[int, Field(ge=0)]
    version: Annotated[str, Field(pattern=r"^3\.[0-9]{1,2}$")]


class _Listed(_Part):
    name: Id
    url: Annotated[str, Field(max_length=2000)]


class _Listing(_Part):
    feeds: Annotated[tuple[_Listed, ...], Field(min_length=1, max_length=100)]


class Discovery(File):
    """gbfs.json: where the other files are.

    They must lie where this one does (`context` is its address): a feed cannot send us to another host.
    """

    data: _Listing

    @model_validator(mode="after")
    def _leads_to_what_is_needed(self, info: ValidationInfo) -> Self:
        missing = {"station_information", "station_status"} - {one.name for one in self.data.feeds}
        if missing:
            raise ValueError(f"lists no {', '.join(sorted(missing))}")
        if any(_origin(one.url) != _origin(str(info.context)) for one in self.data.feeds):
            raise ValueError("lists a file on another host")
        return self

    def find_address(self, name: str) -> str | None:
        """Return where a file is, None where the feed has none of this name."""
        return next((one.url for one in self.data.feeds if one.name == name), None)

    def get_address(self, name: str) -> str:
        """Return where a file is that was found to be there."""
        address = self.find_address(name)
        if address is None:
            raise KeyError(name)
        return address


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


class Station(_Part):
    """A station as it stands on the street."""

    station_id: Id
    name: SaidInLanguages
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class StationNow(_Part):
    """A station at this moment."""

    station_id: Id
    num_vehicles_available: Count
    num_docks_available: Count | None = None
    is_installed: bool
    is_renting: bool
    is_returning: bool
    last_reported: Moment


class _Stations(_Part):
    stations: Annotated[tuple[Station, ...], Field(max_length=_MOST_STATIONS)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _refuse_repeats([one.station_id for one in self.stations])
        return self


class _StationsNow(_Part):
    stations: Annotated[tuple[StationNow, ...], Field(max_length=_MOST_STATIONS)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _refuse_repeats([one.station_id for one in self.stations])
        return self


def _refuse_repeats(ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise ValueError("tells a station twice")


class StationInformation(File):
    """station_information.json: what seldom changes of the stations."""

    data: _Stations


class StationStatus(File):
    """station_status.json: what changes all the time."""

    data: _StationsNow


class Step(_Part):
    """A part of a price that grows with time or distance."""

    start: Count
    rate: Yuan
    interval: Count
    end: Count | None = None


_Steps = Annotated[tuple[Step, ...], Field(max_length=_MOST_STEPS)]


class Plan(_Part):
    """A price, in yuan alone: another currency would need an exchange that nobody can answer for."""

    name: SaidInLanguages
    description: SaidInLanguages
    currency: Literal["CNY"]
    price: Yuan
    per_min_pricing: _Steps = ()
    per_km_pricing: _Steps = ()


class _Plans(_Part):
    plans: Annotated[tuple[Plan, ...], Field(max_length=_MOST_PLANS)]


class PricingPlans(File):
    """system_pricing_plans.json: what a ride costs."""

    data: _Plans
