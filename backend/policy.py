"""The published policy of every subject, read and checked together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.cards.operators import Operators, parse_operators
from backend.consent.purposes import Purposes, parse_purposes
from backend.merchants.rules import MerchantRules, parse_merchant_rules
from backend.notifications.inbox import TOLD_OF
from backend.notifications.push.templates import PushTemplates, parse_push_templates
from backend.perks.catalogue import PerkCatalogue, parse_perks
from backend.records.catalogue import Catalogue, parse_catalogue
from backend.redress.policy import RedressPolicies, parse_redress
from backend.rights.policy import RightsPolicy, parse_rights
from backend.status.policy import StatusPolicies, parse_status_policies


@dataclass(frozen=True)
class Policy:
    """The published policy: what may be recorded, how it counts, what it opens, what is asked and told."""

    catalogue: Catalogue
    status: StatusPolicies
    purposes: Purposes
    perks: PerkCatalogue
    operators: Operators
    redress: RedressPolicies
    rights: RightsPolicy
    push: PushTemplates
    merchant_rules: MerchantRules


def parse_policy(read: Callable[[str], Any]) -> Policy:
    """Return the policy, checked, from the data of its files; raises what the parsers of its parts raise."""
    operators, catalogue = parse_operators(read("operators")), parse_catalogue(read("catalogue"))
    return Policy(
        catalogue=catalogue,
        status=parse_status_policies(read("status_policy")),
        purposes=parse_purposes(read("consent")),
        perks=parse_perks(read("perks"), operators, catalogue),
        operators=operators,
        redress=parse_redress(read("redress")),
        rights=parse_rights(read("rights"), read("privacy_notice")),
        push=parse_push_templates(read("wechat_templates"), TOLD_OF),
        merchant_rules=parse_merchant_rules(read("merchant_rules")),
    )
