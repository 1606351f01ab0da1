"""The rights that a document reminds its holder of, Chinese first."""

from __future__ import annotations

OF_THE_REPORT = (
    (
        "异议：认为记录有误的，可以提出异议，请求更正或者删除，免费；处理期间不计入。",
        "Dispute: if a record is wrong, dispute it and ask for its correction or deletion, free of charge; "
        "it does not count until the dispute is decided.",
    ),
    (
        "信用修复：履行了义务、改正了行为、符合条件的，可以申请修复，免费，不必找人代办。",
        "Repair: who has done what the decision asks and meets the conditions may apply for repair, free of "
        "charge. Nobody needs to be paid for it.",
    ),
    (
        "撤回：随时可以在“授权管理”撤回授权，立刻生效，信用状况随即删除；各项服务照旧。",
        "Withdrawal: you may withdraw your consent at any time under “My consents”, at once; the status is "
        "then deleted, and every service stays as it is.",
    ),
    (
        "本报告只给本人看，不是信用码，不能用来核验。任何人不得为提供基本服务要求出示它。",
        "This report is for you alone. It is no certificate and nobody can verify it. Nobody may demand it "
        "as a condition of a basic service.",
    ),
)
