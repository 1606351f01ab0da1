"""The `records` commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import click

from backend.platform.commands import refusals_as_words
from backend.records.catalogue import Catalogue
from backend.records.departments import DepartmentService
from backend.records.importing.batches import Quality
from backend.records.importing.file_import import Progress
from backend.records.importing.service import Imported, ImportService

_ENDINGS = {".csv", ".jsonl", ".ndjson", ".xlsx"}


def records_commands(
    imports: ImportService,
    departments: DepartmentService,
    catalogue: Catalogue,
    others: Sequence[click.Command],
) -> click.Group:
    """Return the command group `records`, with the commands that other rooms add to it."""

    @click.group("records", help="Batches of source departments.")
    def records() -> None:
        """Hold the commands together."""

    for command in (
        _import_command(imports),
        _quarantine_command(imports),
        _quality_command(imports, catalogue),
        *_key_commands(departments),
        *others,
    ):
        records.add_command(command)
    return records


def _import_command(imports: ImportService) -> click.Command:
    @click.command("import", help="Import FILE (CSV, JSON Lines or XLSX), or a folder of such files.")
    @click.argument("file", type=click.Path(exists=True, path_type=Path))
    @click.option("--department", help="Its code in the catalogue; for a folder, its files are so named.")
    def command(file: Path, department: str | None) -> None:
        if file.is_dir() == (department is not None):
            raise click.UsageError("一个文件要写明 --department；文件夹内的文件以部门编码命名。")
        with imports.open_workers() as workers:
            for one in _files_of(file):
                with refusals_as_words(), _progress_shown(one) as show:
                    imported = imports.import_file(one, department or one.stem, show, workers)
                _tell_imported(imported)

    return command


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(one for one in path.iterdir() if one.suffix.lower() in _ENDINGS)


def _quarantine_command(imports: ImportService) -> click.Command:
    @click.command("quarantine", help="Write the rows of BATCH that could not go in, as a CSV to mend.")
    @click.argument("batch")
    @click.option("--department", required=True, help="Its code in the catalogue.")
    @click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
    def command(batch: str, department: str, out: Path) -> None:
        # With a byte order mark: spreadsheets would take the file for another encoding.
        # Names and ID numbers in clear: for the eyes of whoever asked for them.
        out.touch(mode=0o600)
        out.chmod(0o600)
        with refusals_as_words(), out.open("w", encoding="utf-8-sig", newline="") as file:
            count = imports.write_quarantine(department, batch, file)
        click.echo(f"已写出 {count} 行到 {out}（含姓名和证件号码，用后请删除）；改正后可直接重新导入。")

    return command


def _quality_command(imports: ImportService, catalogue: Catalogue) -> click.Command:
    @click.command("quality", help="What departments have delivered: rows, rejected, late, duplicate.")
    @click.option("--department", help="Only this one, by its code.")
    def command(department: str | None) -> None:
        with refusals_as_words():
            for code in [department] if department else catalogue.departments:
                quality = imports.read_quality(code)
                if department or quality.batches:
                    click.echo(_describe_quality(catalogue.get_department(code).name_zh, quality))

    return command


def _key_commands(departments: DepartmentService) -> Iterator[click.Command]:
    @click.command("open-key", help="Make an API key for DEPARTMENT and show it, this once.")
    @click.argument("department")
    def open_key(department: str) -> None:
        with refusals_as_words():
            click.echo(departments.open_key(department))

    @click.command("revoke-keys", help="End all API keys of DEPARTMENT at once.")
    @click.argument("department")
    def revoke_keys(department: str) -> None:
        with refusals_as_words():
            click.echo(f"已停用 {departments.revoke_keys(department)} 个接口密钥。")

    yield open_key
    yield revoke_keys


def _tell_imported(imported: Imported) -> None:
    batch = imported.batch
    if imported.was_done:
        click.echo(f"批次 {batch.id}：这份文件此前已导入，本次没有任何改动。")
    if imported.unread_headings:
        click.echo(f"未采用的列：{'、'.join(imported.unread_headings)}")
    click.echo(
        f"批次 {batch.id}：共 {batch.rows} 行，新增 {batch.created}，更正或撤回 {batch.replaced}，"
        f"未变 {batch.unchanged}，重复 {batch.duplicates}，隔离 {batch.rejected}，迟报 {batch.late}。"
    )
    if batch.rejected:
        for code, count in batch.faults.items():
            click.echo(f"  {code}：{count}")
        click.echo(
            f"查看隔离行：flask --app wsgi records quarantine {batch.id} "
            f"--department {batch.department} --out 隔离.csv"
        )


def _describe_quality(name: str, quality: Quality) -> str:
    share = quality.rejected / quality.rows if quality.rows else 0
    faults = "，".join(f"{code} {count}" for code, count in quality.faults.items())
    return (
        f"{name}（{quality.department}）：{quality.batches} 批 {quality.rows} 行，"
        f"新增 {quality.created}，更正或撤回 {quality.replaced}，未变 {quality.unchanged}，"
        f"重复 {quality.duplicates}，迟报 {quality.late}，隔离 {quality.rejected}（{share:.1%}）"
        + (f"；{faults}" if faults else "")
    )


def _shown(item: object) -> str:
    return "" if item is None else str(item)


@contextmanager
def _progress_shown(file: Path) -> Iterator[Callable[[Progress], None]]:
    """Show a bar with the rate and the remaining time on a terminal; elsewhere click keeps it short."""
    started = monotonic()
    size = file.stat().st_size
    with click.progressbar(length=size, label=f"导入 {file.name}", item_show_func=_shown) as bar:

        def show(progress: Progress) -> None:
            rate = progress.rows / max(monotonic() - started, 0.001)
            what = "合并中…" if progress.is_merging else f"{progress.rows} 行，{rate:,.0f} 行/秒"
            bar.update(progress.bytes_behind - bar.pos, f"{what}，隔离 {progress.rejected}")

        yield show
