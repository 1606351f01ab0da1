from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.article_check import list_faults, list_folder_faults
from bot.article_commands import articles_commands
from tests.unit.bot.conftest import StandingClock
from tests.unit.bot.written_article import SOUND, write

TODAY = date(2026, 11, 23)
LAST = "2. 再打开清单。[^3]"


def test_a_sound_article_has_no_fault(tmp_path: Path) -> None:
    assert list_faults(write(tmp_path, SOUND), TODAY) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("reviewed_on: 2026-11-01", "reviewed_on: 2025-11-22", "past its review date"),
        ("reviewed_on: 2026-11-01", "reviewed_on: 2026-11-24", "reviewed in the future"),
        ("2026-04-01", "2027-01-01", "a rule is not in force yet"),
        ("    in_force_from: 2026-04-01", "    in_force_from: 2027-01-01", "a rule is not in force yet"),
        (
            "in_force_from: 2026-04-01\nreviewed",
            "in_force_from: 2026-03-01\nreviewed",
            "in_force_from is not the day of the newest of its sources",
        ),
        (
            "rule: 某办法, article: 第二条",
            "rule: 国家发展改革委令第58号, article: 第二条",
            "source 1 is no longer in force",
        ),
        ("article: 第二条", "article: ''", "source 1 names no rule, or not where in it"),
        ('    edition: "2026-12"\n', "", "source 3 names no rule, or not where in it"),
        ("    file: config/perks.yaml\n", "", "source 3 names no rule, or not where in it"),
        ("[^3]", "[^1]", "source 3 is never used"),
        (LAST, f"{LAST}\n3. 等结果。", "no mark: 等结果。"),
        (LAST, f"{LAST}\n3. 等结果。十个工作日内有结果。[^1]", "no mark: 等结果。"),
        (LAST, f"{LAST}\n\n三个工作日内：", "no mark: 三个工作日内："),
        (
            LAST,
            f"{LAST}\n3. 等3天。[^-]",
            "marked as saying nothing, but it claims something: 等3天。",
        ),
        (
            LAST,
            f"{LAST}\n3. 你有权知道。[^-]",
            "marked as saying nothing, but it claims something: 你有权知道。",
        ),
        (LAST, f"{LAST}\n3. 等结果。[^4]", "a mark that names no source: 等结果。"),
        (LAST, f"{LAST}\n3. 等结果。[^法]", "a mark that names no source: 等结果。"),
        (LAST, f"{LAST}\n3. 修复要先交200元。[^1]", "a fee for what is free: 修复要先交200元。"),
        (LAST, f"{LAST}\n3. 申请修复须缴服务费。[^1]", "a fee for what is free: 申请修复须缴服务费。"),
        (
            LAST,
            f"{LAST}\n3. 先参加培训。[^1]",
            "a training or report that the rule in force does not ask for: 先参加培训。",
        ),
        (
            LAST,
            f"{LAST}\n3. 材料有培训证书。[^1]",
            "a training or report that the rule in force does not ask for: 材料有培训证书。",
        ),
        (
            LAST,
            f"{LAST}\n3. 还要提交信用报告。[^1]",
            "a training or report that the rule in force does not ask for: 还要提交信用报告。",
        ),
        (LAST, f"{LAST}\n3. 一定能删除。[^1]", "a promise of removal: 一定能删除。"),
        (LAST, f"{LAST}\n3. 不用担心，保证消除。[^1]", "a promise of removal: 不用担心，保证消除。"),
        ("自己就能办，", "长" * 500, "the short answer, of 504 characters, does not fit one WeChat message"),
        ("title: 怎么申请信用修复", f"title: {'长' * 17}", "the title does not have 1 to 16 characters"),
        ("怎么修复, ", "", "not 3 to 6 example questions"),
    ],
)
def test_an_article_that_must_not_be_told_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in SOUND
    assert list_faults(write(tmp_path, SOUND.replace(old, new)), TODAY) == [fault]


def test_an_article_without_sources_is_found(tmp_path: Path) -> None:
    start, end = SOUND.index("sources:"), SOUND.index("in_force_from: 2026-04-01\nreviewed")
    faults = list_faults(write(tmp_path, SOUND[:start] + SOUND[end:]), TODAY)
    assert faults[0] == "no source"
    assert "a mark that names no source: 先看决定书。" in faults


@pytest.mark.parametrize(
    "harmless",
    [
        "要不要交钱？",
        "怎么做：",
        "你好，慢慢说。[^-]",
        "说“百分百消除”的，是骗局。[^1]",
        "修复没有加急费，不收钱。[^1]",
        "“要参加培训”是旧做法。[^1]",
        "- 一般10个工作日。[^1]另可延长。[^1,2]",
    ],
)
def test_what_claims_nothing_or_denies_it_passes(tmp_path: Path, harmless: str) -> None:
    assert list_faults(write(tmp_path, f"{SOUND}\n{harmless}\n"), TODAY) == []


@pytest.mark.parametrize(
    ("files", "topics", "faults"),
    [
        ({"repair-process.md": SOUND}, ["repair.process", "repair.time"], ["repair.time: has no article"]),
        (
            {"repair-process.md": SOUND, "second.md": SOUND},
            ["repair.process", "repair.time"],
            [
                "second.md: repair-process.md has the topic repair.process already",
                "second.md: the file is not named after its topic",
                "repair.time: has no article",
            ],
        ),
        (
            {"repair-process.md": SOUND},
            ["repair.time"],
            ["repair-process.md: repair.process is not a topic", "repair.time: has no article"],
        ),
        (
            {"repair-process.md": SOUND},
            ["repair.process"],
            ["repair-process.md: repair.time cannot follow it"],
        ),
        (
            {"repair-process.md": "nothing"},
            ["repair.process"],
            ["repair-process.md is not an article: no front matter", "repair.process: has no article"],
        ),
    ],
)
def test_every_topic_has_exactly_one_article(
    tmp_path: Path, files: dict[str, str], topics: list[str], faults: list[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert list_folder_faults(tmp_path, topics, TODAY) == faults


def test_the_command_lists_the_faults_and_fails(tmp_path: Path, clock: StandingClock) -> None:
    write(tmp_path, SOUND.replace("[^3]", "[^1]"))
    command = articles_commands(tmp_path, tmp_path / "narrower", ["repair.process", "repair.time"], clock)
    result = CliRunner().invoke(command, ["check"])
    assert result.output == "repair-process.md: source 3 is never used\nrepair.time: has no article\n"
    assert result.exit_code == 1


def test_the_command_says_that_all_is_well(tmp_path: Path, clock: StandingClock) -> None:
    write(tmp_path, SOUND.replace("follow_ups: [repair.time]\n", ""))
    result = CliRunner().invoke(
        articles_commands(tmp_path, tmp_path / "narrower", ["repair.process"], clock), ["check"]
    )
    assert (result.exit_code, result.output) == (0, "1 articles, each may be told\n")
