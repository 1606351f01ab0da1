from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.article import REVIEW_AT_LEAST_EVERY, Article, SourceKind, answer_text, read_articles
from bot.article_check import list_faults, list_folder_faults
from bot.sentences import list_cited
from bot.telling import Telling
from bot.understanding.topic_map import read_topic_map
from bot.wechat.texts import MAX_REPLY_BYTES
from tests.unit.bot.unverified_facts import UNVERIFIED

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "bot" / "articles"
SHARED = ROOT.parent / "shared"
TODAY = date(2026, 11, 27)
ARTICLES = read_articles(FOLDER)
TELLING = Telling(ARTICLES, read_topic_map())
every_article = pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)
# A row of the table of facts, one of whose cells says U as a word of its own.
_UNVERIFIED_ROW = re.compile(r"^\|(?=.*[|(（ *]U[|)） *;:,]).*\|")


def _policy(file: str) -> Any:
    return yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))


def _is_edition_of(rule: str, file: str, edition: str) -> bool:
    policy = _policy(file)
    if "purposes" in policy:
        return any(one["title_zh"] in rule and one["version"] == edition for one in policy["purposes"])
    if "editions" in policy:
        in_force = max(
            (one for one in policy["editions"] if one["effective_from"] <= TODAY),
            key=lambda one: one["effective_from"],
        )
        return bool(in_force["version"] == edition)
    return bool(policy["version"] == edition)


def test_every_topic_has_one_article_and_none_has_a_fault() -> None:
    assert list_folder_faults(FOLDER, read_topic_map().names, TODAY) == []
    assert len(ARTICLES) == 38


def test_every_topic_that_was_agreed_has_its_article() -> None:
    if not SHARED.exists():
        pytest.skip("the list that was agreed is not here")
    agreed = yaml.safe_load((SHARED / "bot" / "topics.yaml").read_text(encoding="utf-8"))
    assert sorted(ARTICLES) == sorted(agreed)


@every_article
def test_an_article_may_be_told_until_its_review_is_due(article: Article) -> None:
    overdue_on = article.reviewed_on + REVIEW_AT_LEAST_EVERY + timedelta(days=1)
    assert list_faults(article, overdue_on) == ["past its review date"]


@every_article
def test_an_answer_fits_one_message_and_has_no_marks_left(article: Article) -> None:
    told = answer_text(article)
    assert len(told.encode()) <= MAX_REPLY_BYTES <= 2048
    assert "[^" not in told + article.details
    assert "依据：" in told.splitlines()[-1]
    assert told.splitlines()[-1].endswith("（2026-11-27核对）")


@every_article
def test_a_short_answer_names_two_rules_that_it_rests_on_and_says_where_there_are_more(
    article: Article,
) -> None:
    cited = {article.sources[number - 1].rule for number in list_cited(article.marked_short)}
    told = answer_text(article).splitlines()[-1]
    assert len([rule for rule in cited if rule in told]) >= min(2, len(cited)) > 0
    assert "等" in told or len(cited) <= 2


@every_article
def test_the_details_name_all_that_the_article_rests_on(article: Article) -> None:
    told = TELLING.details(article).splitlines()[-1]
    assert all(source.rule in told and source.place in told for source in article.sources)


@every_article
def test_what_rests_on_ourselves_names_a_file_that_is_there_in_its_present_edition(article: Article) -> None:
    for source in article.sources:
        if source.kind.is_ours:
            assert (ROOT / source.file).is_file()
        if source.kind is SourceKind.OUR_PUBLISHED_POLICY:
            assert _is_edition_of(source.rule, source.file, source.edition)


@every_article
def test_no_article_tells_what_nobody_has_verified(article: Article) -> None:
    sources = "".join(f"{source.rule}{source.article}\n" for source in article.sources)
    told = f"{article.short}\n{article.details}\n{sources}"
    assert [fact for fact, words in UNVERIFIED.items() if re.search(words, told)] == []


def test_what_is_read_before_a_commitment_tells_nothing_that_nobody_has_verified() -> None:
    for edition in _policy("config/redress.yaml")["editions"]:
        told = "\n".join(edition[text]["zh"] for text in ("commitment", "false_material", "no_fee"))
        assert [fact for fact, words in UNVERIFIED.items() if re.search(words, told)] == []
        assert "以现行办法和主管部门的决定为准" in edition["false_material"]["zh"]


def test_every_unverified_fact_of_the_table_of_facts_is_watched() -> None:
    if not SHARED.exists():
        pytest.skip("the table of facts is not here")
    rows = (SHARED / "domain" / "LAW.md").read_text(encoding="utf-8").splitlines()
    unverified = [row for row in rows if _UNVERIFIED_ROW.search(row) and "I only remember" not in row]
    assert len(unverified) >= 20
    assert [row for row in unverified if not any(fact in row for fact in UNVERIFIED)] == []


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("| R17 |", "案情复杂的，可以延长20个工作日。"),
        ("| R18 |", "主管部门受理后7个工作日内反馈。"),
        ("| R27 |", "提交虚假材料的，修复可能被撤销、恢复公示。"),
        ("| R28 |", "自然人的行政处罚原则上不公示。"),
        ("third query onward", "第三次查询起每次10元。"),
        ("score bands per level", "白鹭分满600分就是良好。"),
    ],
)
def test_the_words_that_are_watched_for_find_the_fact(fact: str, told: str) -> None:
    assert re.search(UNVERIFIED[fact], told)


def test_the_repair_article_rests_on_the_rule_in_force_and_not_on_the_one_it_replaced() -> None:
    article = ARTICLES["repair.process"]
    assert "第36号" in answer_text(article)
    assert "58" not in answer_text(article)
    assert date(2026, 4, 1) in {source.in_force_from for source in article.sources}


def test_whoever_asks_for_order_58_or_its_training_hears_that_they_are_history() -> None:
    assert "第58号）已被" in ARTICLES["repair.what"].details
    assert "旧做法" in answer_text(ARTICLES["repair.materials"])


def test_what_is_known_from_reports_only_says_so() -> None:
    for topic in ("repair.time", "repair.materials", "repair.fee", "repair.eligibility"):
        assert "据公开报道" in answer_text(ARTICLES[topic]).splitlines()[-1]
