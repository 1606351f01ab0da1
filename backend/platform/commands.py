"""What every management command shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from backend.platform.errors import DomainError


@contextmanager
def refusals_as_words() -> Iterator[None]:
    """Let a refusal end the command with its words and not with a trace."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(f"{error.zh} {error.en}") from error
