from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.article import REVIEW_AT_LEAST_EVERY, list_faults, read_articles

TODAY = date(2026, 11, 23)
ARTICLES = Path(__file__).parents[3] / "bot" / "articles"
SOUND = """---
topic: repair.process
title: 怎么申请信用修复
sources:
  - {rule: 某办法, article: 第二条, in_force_from: 2026-04-01}
in_force_from: 2026-04-01
reviewed_on: 2026-11-01
asks: [信用修复]
---
自己就能办。

## 步骤

先看决定书。
"""


def _faults(folder: Path, text: str, today: date = TODAY) -> list[str]:
    (folder / "one.md").write_text(text, encoding="utf-8")
    (article,) = read_articles(folder)
    return list_faults(article, today)


def test_a_sound_article_has_no_fault_and_its_answer_ends_with_its_source(tmp_path: Path) -> None:
    assert _faults(tmp_path, SOUND) == []
    (article,) = read_articles(tmp_path)
    assert article.answer() == "自己就能办。\n\n依据：某办法第二条（2026-11-01核对）"
    assert article.details.startswith("## 步骤")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  - {rule: 某办法, article: 第二条, in_force_from: 2026-04-01}\n", "", "no source"),
        ("article: 第二条", "article: ''", "a source names no rule or no article"),
        ("reviewed_on: 2026-11-01", "reviewed_on: 2025-11-22", "past its review date"),
        ("reviewed_on: 2026-11-01", "reviewed_on: 2026-11-24", "reviewed in the future"),
        ("from: 2026-04-01}", "from: 2027-01-01}", "a rule is not in force yet"),
        ("自己就能办。", "长" * 700, "the short answer does not fit one WeChat message"),
        ("自己就能办。\n\n## 步骤\n\n先看决定书。", "", "the short answer does not fit one WeChat message"),
    ],
)
def test_an_article_that_must_not_be_told_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in SOUND
    assert _faults(tmp_path, SOUND.replace(old, new)) == [fault]


@pytest.mark.parametrize(
    "broken",
    [
        "no front matter",
        SOUND.replace("topic: repair.process\n", ""),
        SOUND.replace("reviewed_on: 2026-11-01", "reviewed_on: soon"),
        SOUND.replace("asks: [信用修复]", "asks: ['(']"),
        SOUND.replace("title: 怎", "title: ["),
    ],
)
def test_a_file_that_is_no_article_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / "broken.md").write_text(broken, encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.md is not an article"):
        read_articles(tmp_path)


def test_every_published_article_may_be_told_until_its_review_is_due() -> None:
    articles = read_articles(ARTICLES)
    assert len(articles) >= 3
    for article in articles:
        assert list_faults(article, TODAY) == []
        overdue_on = article.reviewed_on + REVIEW_AT_LEAST_EVERY + timedelta(days=1)
        assert list_faults(article, overdue_on) == ["past its review date"]


def test_the_repair_article_rests_on_the_rule_in_force_and_not_on_the_one_it_replaced() -> None:
    (article,) = [one for one in read_articles(ARTICLES) if one.topic == "repair.process"]
    assert "第36号" in article.answer()
    assert "58" not in article.answer()
    assert article.sources[0].in_force_from == date(2026, 4, 1)
