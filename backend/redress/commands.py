"""The `records cases` commands: cases by file, for departments without an interface."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from pathlib import Path

import click

from backend.platform.commands import refusals_as_words
from backend.platform.errors import Invalid
from backend.records.catalogue import Catalogue
from backend.records.departments import DepartmentCaller
from backend.redress.exchange import CaseExchange


def cases_commands(exchange: CaseExchange, catalogue: Catalogue) -> click.Group:
    """Return the group `cases` of the group `records`."""

    @click.group("cases", help="Disputes and repairs that wait for a source department, by file.")
    def cases() -> None:
        """Hold the commands together."""

    @cases.command("export", help="Write what waits for DEPARTMENT as a CSV to answer in.")
    @click.argument("department")
    @click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
    def export(department: str, out: Path) -> None:
        # What people say of themselves stands in it: for the eyes of whoever asked for it.
        out.touch(mode=0o600)
        out.chmod(0o600)
        with refusals_as_words(), out.open("w", encoding="utf-8-sig", newline="") as file:
            count = exchange.write(_caller(catalogue, department), file)
        click.echo(f"已写出 {count} 件到 {out}（含当事人说明，用后请删除）；填好答复后可导入。")

    @cases.command("import", help="Take the answers of DEPARTMENT from FILE, an answered export.")
    @click.argument("department")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def take_in(department: str, file: Path) -> None:
        with refusals_as_words():
            answered = list(exchange.read(_caller(catalogue, department), StringIO(_text_of(file))))
        for row in answered:
            if row.trouble is not None:
                click.echo(f"第 {row.line} 行 {row.number}：{row.trouble}")
        taken = sum(row.trouble is None for row in answered)
        click.echo(f"已采纳 {taken} 件答复，{len(answered) - taken} 件未采纳。")

    return cases


def _text_of(file: Path) -> str:
    """Return what stands in a file; spreadsheets in China often save GB18030. Raises `Invalid`."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise Invalid(
        "not-a-text-file",
        zh="文件既不是 UTF-8 也不是 GB18030 编码的文本，请另存为 CSV 再试。",
        en="The file is text in neither UTF-8 nor GB18030; please save it as CSV and try again.",
    )


def _caller(catalogue: Catalogue, department: str) -> DepartmentCaller:
    return DepartmentCaller(catalogue.get_department(department).code)
