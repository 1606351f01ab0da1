"""The `catalogue` commands, a group under `records`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from backend.records.catalogue import Catalogue, CatalogueFaulty, Polarity, SubjectKind, parse_catalogue

_POLARITIES = {Polarity.NEUTRAL: "基础信息", Polarity.COMMENDATION: "表彰奖励", Polarity.ADVERSE: "失信信息"}
_SUBJECT_KINDS = {
    SubjectKind.NATURAL: "自然人",
    SubjectKind.LEGAL: "法人和其他组织",
    SubjectKind.BOTH: "两者",
}


def catalogue_commands(read_folder: Callable[[Path], Any], published: Path) -> click.Group:
    """Return the command group `catalogue`; `read_folder` gives the data of a folder as one mapping.

    It raises OSError or ValueError where the folder cannot be read; `published` is the folder of the service.
    """

    @click.group("catalogue", help="The published catalogue of records.")
    def catalogue() -> None:
        """Hold the commands together."""

    @catalogue.command("check", help="Check the catalogue in FOLDER, the published one unless told.")
    @click.argument("folder", type=click.Path(path_type=Path), default=published)
    def check(folder: Path) -> None:
        lines, faults = _check(read_folder, folder)
        for line in (*lines, *faults):
            click.echo(line)
        if faults:
            raise click.exceptions.Exit(1)

    return catalogue


def _check(read_folder: Callable[[Path], Any], folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what to say of a sound catalogue, and the faults of another."""
    try:
        return tuple(_describe(parse_catalogue(read_folder(folder)))), ()
    except CatalogueFaulty as refusal:
        return (), refusal.faults
    except OSError as error:
        return (), (f"读不到目录文件 {error.filename}",)
    except ValueError as error:
        return (), (str(error),)


def _describe(catalogue: Catalogue) -> Iterator[str]:
    items = catalogue.items.values()
    unread = [law for law in catalogue.laws.values() if not law.verified]
    yield f"目录 {catalogue.version} 版，{catalogue.effective_from} 起施行"
    yield f"部门 {len(catalogue.departments)} 个，目录项 {len(items)} 个"
    polarities = Counter(item.polarity for item in items)
    yield "按性质：" + "，".join(f"{name} {polarities[kind]}" for kind, name in _POLARITIES.items())
    subjects = Counter(item.subject_kind for item in items)
    yield "按主体：" + "，".join(f"{name} {subjects[kind]}" for kind, name in _SUBJECT_KINDS.items())
    yield f"法律依据 {len(catalogue.laws)} 条，其中尚未核对原文 {len(unread)} 条"
    for law in unread:
        yield f"未核对：{law.zh}"
