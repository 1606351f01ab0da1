"""The table of dialogues: which there are, by which words each begins, and which topics lead to one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain import Domain
from bot.dialogues import cases, code, dispute, own_cards, own_log, own_standing, repair
from bot.dialogues.choices import plain
from bot.dialogues.step import Dialogue, Kept

_ASKING = r"(?:请|麻烦|你好|您好|帮我|我想|我要|想要|想|要|现在|开始|马上|我来)*"
_ENDING = r"(?:一下|吧|了|呗|啊|呢|谢谢)*"
_COMMANDS: tuple[tuple[str, str], ...] = (
    (dispute.NAME, r"(?:提出?|提起|提交|申请|办理?|发起)(?:个|一个)?异议(?:申请)?|异议申请"),
    (repair.NAME, r"(?:申请|提交|办理?|发起|做)(?:个)?(?:信用)?修复(?:申请)?|修复申请"),
    (
        cases.NAME,
        r"(?:查|看|查询|查看)(?:看|一下|下)?(?:我的?)?(?:办理|异议|修复|案件|案子|申请)?(?:的)?(?:办理)?进度"
        r"|(?:查|看)?(?:一下)?我的案[件子]|(?:我的)?案[件子](?:的)?(?:进度|到哪(?:儿|里|一步)?|怎么样|办到哪(?:儿|里|一步)?)",
    ),
    (code.NAME, r"(?:出示|亮|打开|看|生成)?我的信用码|(?:出示|亮出?|生成)信用码|亮码"),
    (own_standing.STATUS, r"(?:查|看|查询|查看)?我的?(?:信用状况|信用等级|信用)"),
    (own_standing.RECORDS, r"(?:查|看|查询|查看)?我的(?:信用)?记录"),
    (own_standing.PERKS, r"(?:看|查看)?我(?:的|能有的|能享受的|可以有的)(?:守信)?激励"),
    (
        own_log.LOG,
        r"(?:查|看)?(?:看|一下)?(?:都有|有)?谁(?:偷)?(?:查|看|扫)过我(?:的信息|的记录|的信用)?|(?:查|看)?我的(?:被)?(?:查看|访问|查询)记录",
    ),
    (own_cards.LINK, r"(?:绑|绑定|关联)(?:市民|我的)?卡"),
    (own_cards.LOANS, r"(?:查|看)?我的(?:借阅|借书|图书)"),
    (own_cards.RIDES, r"(?:查|看)?我的(?:乘车|公交)(?:记录)?"),
    (own_cards.BILLS, r"(?:查|看)?我的(?:水电燃气|水电|电费|水费|燃气费)?账单|我的(?:水费|电费|燃气费)"),
)
_PATTERNS = tuple((name, re.compile(f"{_ASKING}(?:{words}){_ENDING}")) for name, words in _COMMANDS)
_CASE_NUMBER = re.compile(r"[YX]\d{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}", re.IGNORECASE)

OWN_DATA_OF: Mapping[str, str] = {
    "status.view": own_standing.STATUS,
    "records.view": own_standing.RECORDS,
    "dispute.track": cases.NAME,
    "repair.track": cases.NAME,
    "library.loans": own_cards.LOANS,
    "transit.rides": own_cards.RIDES,
    "utility.bills": own_cards.BILLS,
}
"""Topics that are about the citizen's own data, for whoever has an account."""

_OF_THE_ASKER: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "status.explain": (
        own_standing.WHY,
        re.compile(
            r"(?:为什么|为啥|为何|怎么|咋|凭什么|什么原因|哪条|哪一条).{0,6}我(?!们).{0,8}(?:优秀|良好|中等|待提升|等级|这档|这级|低|差)"
            r"|(?:为什么|为啥|为何|凭什么).{0,3}这个?(?:等级|档|级)"
            r"|我(?!们).{0,8}(?:为什么|为啥|为何|凭什么|咋|怎么(?:会|就|是|成|变)).{0,8}(?:优秀|良好|中等|待提升|等级|低|差|降)"
        ),
    ),
    "privacy.access": (
        own_log.LOG,
        re.compile(
            r"(?:谁|哪些人|哪些单位|哪个单位|哪家|什么人|有人|有没有人|别人|商户|商家|单位|部门).{0,8}(?:看|查|扫|访问|调取|用)(?:询|阅)?(?:过|了).{0,4}我(?!们|的?(?:老|妈|爸|儿|女|妻|丈|家|朋|同|身份证))"
            r"|我的.{0,6}(?:被谁|被哪|被人|让谁|谁).{0,4}(?:看|查|扫|访问|用)(?:询|阅)?(?:过|了|走)"
            r"|(?:看|查|扫)过我(?!们).{0,8}(?:谁|人|哪些|记录|名单)"
        ),
    ),
    "card.balance": (
        own_cards.BALANCE,
        re.compile(r"^(?!.*(?:充|退|怎么|如何|哪里|去哪|不对)).*(?:余额|多少|剩)"),
    ),
}
"""Topics that are about the citizen's own data where the words say so: each with those words."""

DOABLE: Mapping[str, tuple[str, str]] = {
    "dispute.how": (dispute.NAME, "要现在提异议，回复“提异议”。"),
    "repair.process": (repair.NAME, "要现在申请，回复“申请修复”。"),
    "repair.eligibility": (repair.NAME, "想知道你的记录能不能修复，回复“申请修复”，我先帮你看条件。"),
    "repair.materials": (repair.NAME, "要现在申请，回复“申请修复”。"),
    "certificate.issue": (code.NAME, "要现在出示，回复“我的信用码”。"),
    "perk.list": (own_standing.PERKS, "想知道你能有哪些，回复“我的激励”。"),
    "perk.apply": (own_standing.PERKS, "想知道你能有哪些，回复“我的激励”。"),
    "privacy.access": (own_log.LOG, "想知道谁看过你的，回复“谁看过我”。"),
    "card.bind": (own_cards.LINK, "要现在关联卡，回复“关联卡”。"),
    "status.explain": (own_standing.STATUS, "要看你自己的，回复“我的信用状况”。"),
    "dispute.time": (cases.NAME, "看你的案件，回复“查进度”。"),
    "repair.time": (cases.NAME, "看你的案件，回复“查进度”。"),
}
"""Topics whose article is followed by what can be done here, and the words that begin it."""


def own_data_of(topic: str, text: str) -> str | None:
    """Return the dialogue that answers a question of a topic from the asker's own data, or None."""
    dialogue, words = _OF_THE_ASKER.get(topic, (None, None))
    if words is not None and words.search(plain(text)):
        return dialogue
    return OWN_DATA_OF.get(topic)


@dataclass(frozen=True)
class Command:
    """A dialogue to begin, with what is known already."""

    dialogue: str
    keep: Kept


def find_command(text: str) -> Command | None:
    """Return the dialogue that a text asks for in so many words, or None."""
    number = _CASE_NUMBER.fullmatch(text.strip().replace(" ", ""))
    if number is not None:
        return Command(cases.NAME, cases.given(_with_dashes(number[0])))
    said = plain(text)
    name = next((name for name, pattern in _PATTERNS if pattern.fullmatch(said)), None)
    return Command(name, {}) if name else None


def build_dialogues(domain: Domain) -> dict[str, Dialogue]:
    """Return every dialogue by its name, over the services that the phone uses too."""
    clock, rules = domain.ground.clock, domain.policy.redress
    every = (
        dispute.dispute_dialogue(domain.records, domain.redress, rules, clock),
        repair.repair_dialogue(domain.records, domain.redress, clock),
        cases.track_dialogue(domain.redress),
        code.code_dialogue(domain.certificates, domain.status, domain.ground.city.base_url),
        own_log.log_dialogue(domain.access_log),
        *own_standing.standing_dialogues(domain.status, domain.records, domain.perks),
        *own_cards.card_dialogues(domain.cards, domain.policy.operators),
    )
    return {dialogue.name: dialogue for dialogue in every}


def _with_dashes(number: str) -> str:
    bare = number.upper().replace("-", "")
    return f"{bare[:5]}-{bare[5:9]}-{bare[9:]}"
