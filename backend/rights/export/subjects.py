"""The subjects of an export: for each its file, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SCHEMA = "citizen-export"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Subject:
    """One file of the archive: what it is about, and what its fields mean."""

    name: str
    title_zh: str
    title_en: str
    about_zh: str


SUBJECTS: tuple[Subject, ...] = (
    Subject("identity", "我的身份", "Identity", "姓名、身份证号码和实名核验。"),
    Subject(
        "accounts",
        "登录",
        "Accounts and sign-ins",
        "绑定的微信账户、每次登录和微信提醒。微信编号只存摘要，还原不出来，所以没有；要收提醒时另存的编号只有微信能用，不导出。",
    ),
    Subject("consents", "授权", "Consents", "每次同意和撤回，和当时说明的版本。"),
    Subject("records", "信用记录", "Credit records", "部门提供的记录、来源、内容，和以前的版本。"),
    Subject("status", "信用状况", "Status", "导出当天的信用状况和每条记录的理由；没有时写明原因。"),
    Subject("certificates", "信用码", "Certificates", "生成过的信用码勾选了什么、谁核验过。"),
    Subject("blocked_merchants", "屏蔽的商户", "Blocked merchants", "你屏蔽的商户。"),
    Subject("cards", "关联的卡", "Linked cards", "关联过的卡；卡号只存末几位，解除关联后不存。"),
    Subject("perks", "守信激励", "Perks", "申请过的激励、每一步，和到店使用的记录。"),
    Subject(
        "cases",
        "异议和修复",
        "Disputes and repairs",
        "每个案件、你写的话、每一步和理由；材料在 materials 文件夹。",
    ),
    Subject("messages", "消息", "Messages", "别人用到你的信息时发给你的消息，和读到哪里。"),
    Subject("access_log", "访问记录", "Access log", "谁、什么时候、为了什么用过你的信息，最新的在前。"),
)

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "about": "是什么",
        "accepted_version": "同意的说明版本",
        "action": "做了什么",
        "actor": "谁做的",
        "added_at": "提交时间",
        "adult_on": "满 18 周岁的日期",
        "answer": "你在微信里的选择",
        "answered_at": "选择时间",
        "audience": "给哪家商户",
        "blocked_at": "屏蔽时间",
        "bound_at": "绑定时间",
        "by": "谁",
        "can_be_written_to": "能不能收到微信提醒",
        "card": "卡",
        "cards": "卡",
        "cases": "案件",
        "catalogue_version": "目录版本",
        "cause": "原因",
        "certificates": "信用码",
        "channel": "渠道",
        "citizen_id": "账户编号",
        "claims": "勾选的内容",
        "code": "代码",
        "consents": "授权",
        "corrected_on": "更正日期",
        "corrections": "更正的内容",
        "counts": "是否计入",
        "created_at": "建立时间",
        "deadline_on": "期限",
        "decided_at": "决定时间",
        "decided_on": "决定日期",
        "department": "来源单位",
        "details": "内容",
        "device": "设备（只存种类）",
        "disclosed": "看到的内容",
        "document_number": "文号",
        "duty_fulfilled_on": "义务履行日期",
        "ended_at": "结束时间",
        "ended_because": "结束原因",
        "entries": "记录",
        "evaluated_on": "评价日期",
        "event": "步骤",
        "expires_at": "到期时间",
        "file": "文件",
        "granted_at": "同意时间",
        "grants": "申请的激励",
        "how": "怎么记录的",
        "id": "编号",
        "id_number": "身份证号码",
        "improvements": "怎样变好",
        "issued_at": "生成时间",
        "item": "目录项",
        "kind": "种类",
        "known_to_operator_as": "运营单位认得的编号",
        "left": "还能收几次",
        "level": "等级",
        "lines": "逐条理由",
        "masked_number": "卡号（部分隐去）",
        "materials": "材料",
        "meaning": "含义",
        "media_type": "文件类型",
        "merchant": "商户",
        "merchants": "商户",
        "messages": "消息",
        "name": "名称",
        "number": "受理编号",
        "object": "关于",
        "on": "日期",
        "opened_at": "提出时间",
        "operator": "运营单位",
        "outcome": "结果",
        "paused_at": "暂停时间",
        "perk": "激励",
        "policy_version": "规则版本",
        "purpose": "用途",
        "read_until": "已读到",
        "reason": "理由",
        "received_at": "收到时间",
        "record": "记录编号",
        "records": "记录",
        "redemptions": "到店使用",
        "refused_because": "未通过原因",
        "replaced_at": "被替换时间",
        "reported_at": "补报时间",
        "requested_at": "申请时间",
        "revised_on": "修订日期",
        "revoked_at": "作废时间",
        "revoked_because": "作废原因",
        "settled_at": "办结时间",
        "sign_ins": "登录",
        "size_bytes": "大小（字节）",
        "started_at": "开始时间",
        "state": "状态",
        "status": "信用状况",
        "steps": "每一步",
        "text": "说明",
        "title": "标题",
        "until": "到什么时候",
        "valid_until": "有效期至",
        "verifications": "核验",
        "verified_at": "核验时间",
        "version": "版本",
        "versions": "以前的版本",
        "was_removed": "内容已按期删除",
        "wechat_accounts": "微信账户",
        "wechat_messages": "微信提醒",
        "why_none": "没有的原因",
        "withdrawn_at": "撤回时间",
        "words": "你写的话",
    }
)
"""What each field means, whatever file it stands in; a test holds it complete."""
