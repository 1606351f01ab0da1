from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.article import (
    REVIEW_AT_LEAST_EVERY,
    Article,
    Source,
    SourceKind,
    answer_text,
    read_articles,
    source_line,
)
from tests.unit.bot.written_article import SOUND, write


@pytest.fixture
def article(tmp_path: Path) -> Article:
    return write(tmp_path, SOUND)


def test_an_answer_ends_with_the_sources_of_the_short_answer_and_no_other(article: Article) -> None:
    assert answer_text(article) == (
        "自己就能办，不收费。\n\n依据：某办法第二条、第九条（据公开报道）。"
        "据公开报道的内容，请以主管部门答复为准（2026-11-01核对）"
    )


def test_what_people_read_has_no_marks(article: Article) -> None:
    assert article.details == "## 步骤\n\n1. 先看决定书。\n2. 再打开清单。"


def test_a_rule_of_ours_is_named_with_its_edition(tmp_path: Path, article: Article) -> None:
    assert article.sources[2].place == "（2026-12版）"
    assert write(tmp_path, SOUND.replace("2026-12", "2")).sources[2].place == "（第2版）"


def test_questions_and_patterns_may_be_absent(tmp_path: Path) -> None:
    without = SOUND.replace("questions: [怎么修复, 去哪里修复, 修复要什么]\n", "")
    assert write(tmp_path, without).questions == ()
    assert write(tmp_path, without).asks == ()


def test_an_article_is_told_from_its_review_until_the_next_is_due(article: Article) -> None:
    last_day = article.reviewed_on + REVIEW_AT_LEAST_EVERY
    assert article.is_current(article.reviewed_on)
    assert article.is_current(last_day)
    assert not article.is_current(last_day + timedelta(days=1))
    assert not article.is_current(article.reviewed_on - timedelta(days=1))


def test_an_article_on_a_rule_to_come_is_not_told(tmp_path: Path) -> None:
    assert not write(tmp_path, SOUND.replace("2026-04-01", "2027-01-01")).is_current(date(2026, 12, 1))


def test_articles_are_found_by_their_topics(tmp_path: Path) -> None:
    article = write(tmp_path, SOUND)
    assert read_articles(tmp_path) == {"repair.process": article}


def test_two_files_with_one_topic_are_refused(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.md: another article has the topic repair\.process"):
        read_articles(tmp_path)


@pytest.mark.parametrize(
    "broken",
    [
        "no front matter",
        SOUND.replace("topic: repair.process\n", ""),
        SOUND.replace("reviewed_on: 2026-11-01", "reviewed_on: soon"),
        SOUND.replace("kind: law", "kind: rumour"),
        SOUND.replace("questions: [", "asks: ['(']\nquestions: ["),
        SOUND.replace("title: 怎", "title: ["),
    ],
)
def test_a_file_that_is_no_article_is_named(tmp_path: Path, broken: str) -> None:
    assert broken != SOUND
    (tmp_path / "broken.md").write_text(broken, encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.md is not an article"):
        read_articles(tmp_path)


def a_source(
    rule: str, article: str, kind: SourceKind = SourceKind.GUIDANCE, *, reported: bool = False
) -> Source:
    return Source(kind, rule, article, date(2026, 4, 1), "", "", reported)


def test_the_states_own_stand_first_two_are_named_and_what_is_only_reported_stands_last() -> None:
    sources = [
        a_source("本服务的功能说明", "", SourceKind.HOW_THIS_SERVICE_WORKS),
        a_source("某通知", "关于收费的内容", reported=True),
        a_source("某通知", "第二项"),
        a_source("某法", "第一条", SourceKind.LAW),
        a_source("某法", "第二条", SourceKind.LAW),
        a_source("某法", "第三条", SourceKind.LAW),
    ]
    assert source_line(sources, date(2026, 11, 1), most=2) == (
        "依据：某通知第二项、关于收费的内容（据公开报道）；某法第一条、第二条等。"
        "据公开报道的内容，请以主管部门答复为准（2026-11-01核对）"
    )
    assert "某法第一条、第二条、第三条；本服务的功能说明" in source_line(sources, date(2026, 11, 1))
