"""The `perks operator-key` commands: the API keys of an operator."""

from __future__ import annotations

import click

from backend.cards.operator_access.keys import OperatorKeys
from backend.platform.clock import CITY_ZONE
from backend.platform.commands import refusals_as_words


def operator_key_commands(keys: OperatorKeys) -> click.Group:
    """Return the command group `operator-key`."""

    @click.group("operator-key", help="API keys of card operators; several may live at once.")
    def operator_key() -> None:
        """Hold the commands together."""

    @operator_key.command("open", help="Make a key and print it, this once.")
    @click.argument("operator")
    @click.option("--sandbox", is_flag=True, help="A key that meets synthetic grants alone.")
    def open_key(operator: str, sandbox: bool) -> None:
        with refusals_as_words():
            key_id, api_key = keys.open(operator, is_sandbox=sandbox)
        click.echo(f"{key_id} {api_key}")

    @operator_key.command("list", help="List the keys of an operator, never the keys themselves.")
    @click.argument("operator")
    def list_keys(operator: str) -> None:
        with refusals_as_words():
            found = keys.list_of(operator)
        for key in found:
            kind = "sandbox" if key.is_sandbox else "live"
            opened = key.opened_at.astimezone(CITY_ZONE).isoformat(timespec="seconds")
            click.echo(f"{key.id} {kind} {opened} {'revoked' if key.revoked_at else 'good'}")

    @operator_key.command("revoke", help="End a key at once.")
    @click.argument("operator")
    @click.argument("key_id")
    def revoke(operator: str, key_id: str) -> None:
        with refusals_as_words():
            keys.revoke(operator, key_id)
        click.echo(f"{key_id} revoked")

    return operator_key
