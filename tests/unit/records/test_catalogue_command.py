from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from backend.records.catalogue_command import catalogue_commands
from tests.unit.records.samples import adverse_data, catalogue_data, item_data

PUBLISHED = Path("published")


def check(read: Callable[[Path], Any], *arguments: str) -> Result:
    return CliRunner().invoke(catalogue_commands(read, PUBLISHED), ["check", *arguments])


def failing(error: Exception) -> Callable[[Path], Any]:
    def read(folder: Path) -> Any:
        raise error

    return read


def test_a_sound_catalogue_is_described_in_numbers() -> None:
    data = catalogue_data(
        item_data(legal_basis=["licence", "unread"]),
        item_data("mkt.honour.quality", polarity="commendation", counts_months=24, subject_kind="natural"),
        adverse_data("mkt.penalty.minor", "minor"),
        adverse_data("mkt.penalty.firms", "minor", subject_kind="legal"),
    )
    result = check(lambda _: data)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "目录 test-1 版，2026-04-01 起施行",
        "部门 1 个，目录项 4 个",
        "按性质：基础信息 1，表彰奖励 1，失信信息 2",
        "按主体：自然人 1，法人和其他组织 1，两者 2",
        "法律依据 3 条，其中尚未核对原文 1 条",
        "未核对：某管理办法",
    ]


def test_every_fault_has_a_line_of_its_own() -> None:
    result = check(lambda _: catalogue_data(item_data(name_zh="献血"), item_data("mkt.permit.two", weight=5)))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "目录项 mkt.permit.two：不认识的字段 weight",
        "目录项 mkt.permit.food：属于不得纳入目录的内容：献血",
    ]


def test_the_published_folder_is_checked_unless_another_is_named() -> None:
    asked: list[Path] = []

    def read(folder: Path) -> Any:
        asked.append(folder)
        return catalogue_data(item_data())

    check(read)
    check(read, "draft")
    assert asked == [PUBLISHED, Path("draft")]


def test_a_folder_that_cannot_be_read_is_told_in_words() -> None:
    missing = check(failing(FileNotFoundError(2, "No such file", "draft/edition.yaml")))
    assert (missing.exit_code, missing.output) == (1, "读不到目录文件 draft/edition.yaml\n")
    garbled = check(failing(ValueError("文件 mkt.yaml 不是正确的 YAML")))
    assert (garbled.exit_code, garbled.output) == (1, "文件 mkt.yaml 不是正确的 YAML\n")
