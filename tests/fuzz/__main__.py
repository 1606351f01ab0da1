"""Fuzzes one parser, led by coverage: `python -m tests.fuzz TARGET SECONDS`; see `make fuzz`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import atheris

_OURS = ("backend", "bot", "card_integration", "miniprogram_api")
_THEIRS = ("xmltodict", "cbor2", "csv", "jwt", "werkzeug", "openpyxl", "PIL", "pypdf")
with atheris.instrument_imports(include=[*_OURS, *_THEIRS]):
    # The service imports it on demand, when nothing is instrumented any more.
    import backend.redress.pdf_check  # noqa: F401
    from tests.fuzz.targets import TARGETS

_KEPT = Path("var") / "fuzz"


def main() -> None:
    """Fuzz until the time is over or something is found; findings lie under var/fuzz."""
    name, seconds = sys.argv[1:]
    logging.disable()
    corpus, findings = _KEPT / name / "corpus", _KEPT / name / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    longest = max(4096, *(2 * len(seed) for seed in TARGETS[name].seeds))
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", f"-max_len={longest}"]
    atheris.Setup(
        [name, str(corpus), f"-artifact_prefix={findings}/", "-print_final_stats=1", *limits],
        TARGETS[name].accepts,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
