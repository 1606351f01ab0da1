"""How each path grows with the workers of a server: three servers on one store, measured in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from statistics import median

from bench.load import Generate
from bench.processes import running
from bench.rates import PATHS, Rates
from bench.rows import Row, make_row
from bench.town import Town
from config.processes import server_process
from config.settings import Settings

_RUNS = 2
_ONE, *_MORE = _WORKERS = (1, 2, 4)


def worker_rows(
    generate: Generate, town: Town, settings: Settings, hello_port: int, wechat_process: int
) -> Iterator[Row]:
    """Yield for each path the rate of two and of four workers over that of one; takes three ports.

    Generator, stores and simulator share the cores with the workers: more workers than cores gain little.
    """
    with ExitStack() as stack:
        servers: dict[int, Rates] = {}
        for number, workers in enumerate(_WORKERS, 1):
            server = settings.model_copy(update={"port": hello_port + number, "workers": workers})
            stack.enter_context(running(server_process(server)))
            servers[workers] = Rates(generate, town, server.port, hello_port, wechat_process)
            servers[workers].warm_up()
        for path in PATHS:
            rates = _rates_of(path, servers)
            for workers in _MORE:
                name = f"{path}_{workers}_workers_vs_{_ONE}"
                yield make_row(name, "requests/s", rates[workers], rates[_ONE], _RUNS)


def _rates_of(path: str, servers: Mapping[int, Rates]) -> dict[int, float]:
    rounds = [{workers: rates.rate_of(path) for workers, rates in servers.items()} for _ in range(_RUNS)]
    return {workers: median(one[workers] for one in rounds) for workers in servers}
