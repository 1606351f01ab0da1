"""Measures, prints a table and writes `bench.json`; run it as `make bench` or `make bench-city`."""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from time import perf_counter

from httpx import HTTPError

from bench.bot import bot_rows
from bench.certificates import certificate_rows
from bench.grants import grant_rows
from bench.growth import growth_rows
from bench.home import home_rows
from bench.imports import import_rows
from bench.load import LoadFailed, load_generator
from bench.processes import ProcessFailed, hello_process, memory_of_workers, running
from bench.rates import Rates
from bench.report import (
    describe_machine,
    describe_memory,
    describe_use,
    table_head,
    table_line,
    write_result,
)
from bench.rows import Row
from bench.sizes import FULL, USUAL, Sizes
from bench.stores import AnotherBenchRuns, Store, open_store
from bench.town import load_city, settle_citizens
from bench.web import web_rows
from bench.workers import worker_rows
from config.demo_defaults import SIMULATORS
from config.loading import load_settings
from config.processes import demo_processes
from config.settings import PREFIX, Settings

_SERVICE, _WECHAT, _REGISTER = "service", "wechat simulator", "real_name simulator"


def main() -> None:
    """Measure everything; the exit code is 1 where anything answered otherwise than it should."""
    # Ended from outside, the bench must still end its processes and drop its databases.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sizes = _asked_sizes()
    var, port = Path(os.environ.get("CARD_VAR", "var")), os.environ.get("CARD_PORT", "8000")
    var.mkdir(parents=True, exist_ok=True)
    started = perf_counter()
    remarks: list[str] = []
    try:
        with open_store() as store, TemporaryDirectory(prefix="bench-", dir=var) as folder:
            machine = {**describe_machine(store), **asdict(sizes)}
            print(f"Measuring on {store.about}, {store.workers} worker(s) a server.", flush=True)
            print(table_head(), flush=True)
            rows = list(_shown(_measure(_settings_of(store, folder, port), sizes, remarks)))
    except (AnotherBenchRuns, LoadFailed, ProcessFailed, CalledProcessError, HTTPError) as failure:
        sys.exit(f"The bench failed: {failure}")
    write_result(var / "bench.json", machine, rows)
    print(*remarks, sep="\n")
    print(f"Written to {var / 'bench.json'} after {perf_counter() - started:.0f} s.")


def _asked_sizes() -> Sizes:
    arguments = ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--city", action="store_true", help="measure the full sizes, which takes long")
    return FULL if arguments.parse_args().city else USUAL


def _shown(rows: Iterable[Row]) -> Iterator[Row]:
    """Show each row as soon as it is measured."""
    for row in rows:
        print(table_line(row), flush=True)
        yield row


def _settings_of(store: Store, folder: str, port: str) -> Settings:
    """Return the settings of a demo of the bench's own; every process started from here has them too."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ |= {
        "CARD_VAR": folder,
        "CARD_PORT": port,
        "CARD_WORKERS": str(store.workers),
        # All load comes from one address and one merchant: the limits are counted, and never reached.
        "CARD_LIMITS_FACTOR": "1000000",
        "CARD_LOG_FORMAT": "json",
        **store.settings,
    }
    return load_settings()


def _measure(settings: Settings, sizes: Sizes, remarks: list[str]) -> Iterator[Row]:
    """Yield the rows as they are measured, and add what there is to say about them to the remarks."""
    load_city()
    own_port = settings.port + len(SIMULATORS) + 1
    yield from _measure_rates(settings, own_port, remarks)
    yield from certificate_rows(settings.issuer, settings.var / "bench-keys.json")
    if settings.database_url.startswith("postgresql"):
        yield from growth_rows(settings, sizes, own_port)
        yield from grant_rows()
        yield from import_rows(settings, sizes, remarks)
    else:
        remarks.append("Without PostgreSQL only what needs no second database is measured.")
    yield from web_rows(remarks)


def _measure_rates(settings: Settings, hello_port: int, remarks: list[str]) -> Iterator[Row]:
    processes = {process.name: process for process in demo_processes(settings)}
    with ExitStack() as stack, load_generator() as generate:
        wechat, _, service, hello = [
            stack.enter_context(running(process))
            for process in (
                processes[_WECHAT],
                processes[_REGISTER],
                processes[_SERVICE],
                hello_process(settings, hello_port),
            )
        ]
        town = settle_citizens(settings.var / "demo", settings.base_url)
        rates = Rates(generate, town, settings.port, hello_port, wechat)
        rates.warm_up()
        yield from rates.measure()
        if settings.redis_url.startswith("redis"):
            yield from worker_rows(generate, town, settings, hello_port, wechat)
        yield from bot_rows(town, settings.port, hello_port)
        yield from home_rows(settings.base_url, town.wechat_codes[0], remarks)
        remarks += [
            describe_use(rates.uses),
            describe_memory("service", memory_of_workers(service)),
            describe_memory("hello", memory_of_workers(hello)),
        ]


if __name__ == "__main__":
    main()
