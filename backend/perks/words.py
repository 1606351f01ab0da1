"""The words, Chinese first, in which a perk's rule explains itself: each condition, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backend.perks.counted import Counted
from backend.perks.rules import Rule, graver_or_as_grave
from backend.records.catalogue import Catalogue, Seriousness

Words = tuple[str, str]

_NONE_OF: dict[Seriousness, Words] = {
    Seriousness.MINOR: ("没有计入的失信信息", "no adverse record counts"),
    Seriousness.ORDINARY: (
        "没有计入的一般或严重失信信息",
        "no ordinary or serious adverse record counts",
    ),
    Seriousness.SERIOUS: ("没有计入的严重失信信息", "no serious adverse record counts"),
}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition of a rule, or a joint of several, in words; `word` is what the rule calls it."""

    word: str
    holds: bool
    zh: str
    en: str


def explain_rule(rule: Rule, counted: Counted, catalogue: Catalogue) -> tuple[ConditionLine, ...]:
    """Say of each condition whether it holds and why; alternatives share a line."""
    parts = rule.all_of or (rule,)
    return tuple(_explain(part, counted, catalogue) for part in parts)


def _explain(rule: Rule, counted: Counted, catalogue: Catalogue) -> ConditionLine:
    holds = rule.holds(counted)
    asked_zh, asked_en = _name(rule, counted, catalogue)
    found_zh, found_en = _find(rule, counted, catalogue, holds)
    return ConditionLine(rule.word, holds, f"{asked_zh}：{found_zh}。", f"{asked_en}: {found_en}.")


def _name(rule: Rule, counted: Counted, catalogue: Catalogue) -> Words:
    """Say what the rule asks."""
    if rule.joined:
        names = [_name(part, counted, catalogue) for part in rule.joined]
        inside = ("，并且", " and ") if rule.all_of is not None else ("，或者", " or ")
        return inside[0].join(zh for zh, _ in names), inside[1].join(en for _, en in names)
    if rule.minimum_level is not None:
        level = counted.policy.get_level(rule.minimum_level)
        return f"信用状况为“{level.name_zh}”及以上", f"a status of “{level.name_en}” or better"
    if rule.no_adverse is not None:
        return _NONE_OF[rule.no_adverse]
    names = list(_names_of(rule.commendation or (), catalogue))
    return (
        f"有计入的表彰奖励信息（{'、'.join(zh for zh, _ in names)}）",
        f"a commendation counts ({', '.join(en for _, en in names)})",
    )


def _find(rule: Rule, counted: Counted, catalogue: Catalogue, holds: bool) -> Words:
    """Say what was found."""
    if rule.joined:
        return ("符合", "yes") if holds else ("目前不符合", "not now")
    if rule.minimum_level is not None:
        return f"你目前为“{counted.level.name_zh}”", f"yours is “{counted.level.name_en}”"
    if rule.no_adverse is not None and not holds:
        grave = graver_or_as_grave(rule.no_adverse)
        zh = {Seriousness.MINOR: "轻微", Seriousness.ORDINARY: "一般", Seriousness.SERIOUS: "严重"}
        found = [kind for kind in grave if kind in counted.adverse]
        return (
            f"目前有计入的{'、'.join(zh[kind] for kind in found)}失信信息",
            f"of class {', '.join(found)} there are",
        )
    if rule.no_adverse is not None:
        return "符合", "so it is"
    names = list(_names_of(counted.commendations.intersection(rule.commendation or ()), catalogue))
    if not names:
        return "目前没有", "none at present"
    return "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)


def _names_of(items: frozenset[str] | tuple[str, ...], catalogue: Catalogue) -> Iterator[Words]:
    for item_id in sorted(items):
        item = catalogue.find_item(item_id)
        if item is not None:
            yield item.name_zh, item.name_en
