"""The claims of a certificate as the merchant sees them, in values and in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields

from backend.certificates.claims import Claim, carried_by
from backend.certificates.format.content import Claims
from backend.perks.catalogue import PerkCatalogue
from backend.platform.clock import city_date
from backend.status.policy import StatusPolicies
from miniprogram_api.answer_fields import Answer, flag, number, text
from miniprogram_api.language import Language

NAME_OF_CLAIM: Mapping[Claim, tuple[str, str]] = {
    Claim.LEVEL: ("信用状况", "status"),
    Claim.NO_ADVERSE: ("有无计入的失信信息", "whether an adverse record counts"),
    Claim.PERK: ("是否符合一项激励的条件", "eligibility for a perk"),
    Claim.NAME: ("隐去部分的姓名", "masked name"),
    Claim.MATCH_CODE: ("身份证号码后四位", "last four characters of the ID number"),
}
"""What each claim is called, in Chinese and in English, apart from what it says."""


class ShownLevel(Answer):
    """A level by the code that the certificate carries."""

    code = number("What the certificate carries.")
    id = text(nullable=True)
    name = text(nullable=True)


class ShownPerk(Answer):
    """A perk, and whether its holder is eligible."""

    id = text("Null where the perk is no longer published.", nullable=True)
    eligible = flag("The status opens it.")


class ShownClaims(Answer):
    """What the citizen ticked and the merchant may see; what is absent was not disclosed."""

    level = fields.Nested(ShownLevel)
    no_adverse = fields.Boolean(metadata={"description": "No adverse record counts."})
    perk = fields.Nested(ShownPerk)
    name = fields.String(metadata={"description": "Masked.", "example": "*明"})
    match_code = fields.String(metadata={"description": "Last four characters of the ID number."})


@dataclass(frozen=True)
class ClaimReader:
    """Turns the codes of a certificate back into what the policy and the perks call them."""

    policies: StatusPolicies
    perks: PerkCatalogue
    language: Language

    def values(self, claims: Claims, shown: Collection[Claim], at: datetime) -> dict[str, Any]:
        """Return the value of each claim in `shown`, by the editions of that day."""
        return {
            claim.value: self._value(claim, value, at)
            for claim, value in carried_by(claims).items()
            if claim in shown
        }

    def words(self, claims: Claims, at: datetime) -> list[dict[str, str]]:
        """Return each ticked claim with the words that the merchant will read."""
        values = self.values(claims, carried_by(claims), at)
        return [{"claim": claim, "words": self._say(Claim(claim), value)} for claim, value in values.items()]

    def _value(self, claim: Claim, value: Any, at: datetime) -> Any:
        if claim is Claim.LEVEL:
            return self._level(value, at)
        if claim is Claim.PERK:
            code, is_eligible = value
            return {"id": self._find_perk_id(code), "eligible": is_eligible}
        return value

    def _level(self, code: int, at: datetime) -> dict[str, Any]:
        for level in self.policies.in_force_on(city_date(at)).levels.values():
            if level.code == code:
                return {
                    "code": code,
                    "id": level.id,
                    "name": self.language.pick(level.name_zh, level.name_en),
                }
        return {"code": code, "id": None, "name": None}

    def _find_perk_id(self, code: int) -> str | None:
        return next((perk.id for perk in self.perks.all() if perk.code == code), None)

    def _say(self, claim: Claim, value: Any) -> str:
        pick = self.language.pick
        if claim is Claim.LEVEL:
            return pick("信用状况：{}", "Status: {}").format(value["name"])
        if claim is Claim.NO_ADVERSE:
            none_counts = pick("没有计入的失信信息", "No adverse record counts")
            return none_counts if value else pick("有计入的失信信息", "An adverse record counts")
        if claim is Claim.PERK:
            return self._say_perk(value)
        if claim is Claim.NAME:
            return pick("姓名：{}", "Name: {}").format(value)
        return pick("身份证号码后四位：{}", "Last four characters of the ID number: {}").format(value)

    def _say_perk(self, value: dict[str, Any]) -> str:
        perk = self.perks.find(value["id"] or "")
        name = self.language.pick(perk.name_zh, perk.name_en) if perk else ""
        if value["eligible"]:
            return self.language.pick(f"符合激励条件：{name}", f"Eligible: {name}")
        return self.language.pick(f"暂不符合激励条件：{name}", f"Not eligible for now: {name}")
