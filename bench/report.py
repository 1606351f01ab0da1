"""The result: a table for people, `bench.json` for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from bench.processes import Memory
from bench.rates import Use
from bench.rows import Row
from bench.stores import Store

_BYTES_PER_MIB = 1 << 20


def describe_machine(store: Store) -> dict[str, object]:
    """Return what the figures depend on besides the code."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _BYTES_PER_MIB,
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average_before": round(os.getloadavg()[0], 2),
        "store": store.about,
        "workers": store.workers,
    }


def write_result(path: Path, machine: Mapping[str, object], rows: Sequence[Row]) -> None:
    """Write `bench.json`."""
    result = {"machine": machine, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table_head() -> str:
    """Return the head of the table for people."""
    return f"{'row':<22}{'value':>12}{'baseline':>12}  {'unit':<12}{'ratio':>8}{'runs':>6}"


def table_line(row: Row) -> str:
    """Return a row as people read it."""
    return (
        f"{row.name:<22}{_figure(row.value):>12}{_figure(row.baseline):>12}  "
        f"{row.unit:<12}{row.ratio:>8.3f}{row.runs:>6}"
    )


def describe_memory(server: str, workers: Sequence[Memory]) -> str:
    """Say what each worker of a server holds."""
    held = ", ".join(f"RSS {one.rss_mib:.0f} / PSS {one.pss_mib:.0f} MiB" for one in workers)
    return f"Memory of each {server} worker after the load: {held}."


def describe_use(uses: Mapping[str, Sequence[Use]]) -> str:
    """Say what of one core the measuring side took from the servers."""
    generator = ", ".join(
        f"{name} {median(use.generator for use in some):.0%}" for name, some in uses.items()
    )
    wechat = median(use.wechat for use in uses["signin"])
    return (
        f"The load generator used of one core: {generator}.\n"
        f"A sign-in asks the WeChat simulator, one process on the same cores, which used {wechat:.0%} of one."
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )
