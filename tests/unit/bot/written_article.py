"""An article without a fault, as its author writes it, for tests to spoil."""

from __future__ import annotations

from pathlib import Path

from bot.article import Article, read_article

SOUND = """---
topic: repair.process
title: 怎么申请信用修复
sources:
  - {kind: law, rule: 某办法, article: 第二条, in_force_from: 2026-04-01}
  - {kind: law, rule: 某办法, article: 第九条, in_force_from: 2026-04-01, second_hand: true}
  - kind: our_published_policy
    rule: 清单
    edition: "2026-12"
    file: config/perks.yaml
    in_force_from: 2026-04-01
in_force_from: 2026-04-01
reviewed_on: 2026-11-01
questions: [怎么修复, 去哪里修复, 修复要什么]
follow_ups: [repair.time]
---
自己就能办，不收费。[^1,2]

## 步骤

1. 先看决定书。[^1]
2. 再打开清单。[^3]
"""


def write(folder: Path, text: str) -> Article:
    """Return `text` as read from a file of the right name."""
    path = folder / "repair-process.md"
    path.write_text(text, encoding="utf-8")
    return read_article(path)
