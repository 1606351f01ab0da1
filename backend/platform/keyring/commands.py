"""The `keys` commands."""

from __future__ import annotations

from collections.abc import Sequence

import click

from backend.platform.commands import refusals_as_words
from backend.platform.keyring.file_ring import FileKeyRing
from backend.platform.keyring.words import describe


def keys_commands(key_ring: FileKeyRing, others: Sequence[click.Group] = ()) -> click.Group:
    """Return the command group `keys`, with groups about other keys in it."""

    @click.group("keys", help="Keys that sign certificates, and those that encrypt fields.")
    def keys() -> None:
        """Hold the commands together."""

    for command in (_list_command(key_ring), _rotate_command(key_ring), _revoke_command(key_ring), *others):
        keys.add_command(command)
    return keys


def _list_command(key_ring: FileKeyRing) -> click.Command:
    @click.command("list", help="All keys, the revoked ones among them.")
    def command() -> None:
        _tell(key_ring)

    return command


def _rotate_command(key_ring: FileKeyRing) -> click.Command:
    @click.command("rotate", help="Let the next key sign, retire the one that did, publish a new next one.")
    def command() -> None:
        with refusals_as_words():
            ring = key_ring.rotate()
        kid = ring.current.kid
        click.echo(f"已轮换，密钥 {kid} 开始签发。 Rotated; key {kid} signs from now on.")
        _tell(key_ring)

    return command


def _revoke_command(key_ring: FileKeyRing) -> click.Command:
    @click.command("revoke", help="Let the compromised key KID count no more, whatever it signed.")
    @click.argument("kid")
    def command(kid: str) -> None:
        signed_before = key_ring.current().kid
        with refusals_as_words():
            ring = key_ring.revoke(kid)
        click.echo(
            f"密钥 {kid} 已吊销：它签发的信用码在线即刻无效，离线核验方更新公钥后无效。 "
            f"Key {kid} is revoked: what it signed fails online at once, and offline when verifiers next "
            "fetch the keys."
        )
        signs_now = ring.current.kid
        if signs_now != signed_before:
            click.echo(
                f"密钥 {signs_now} 提前开始签发，新的下一把密钥已公布；离线核验方更新公钥后才认识它。 "
                f"Key {signs_now} signs at once, and a new next key is published; offline verifiers know it "
                "when they next fetch the keys."
            )
        _tell(key_ring)

    return command


def _tell(key_ring: FileKeyRing) -> None:
    for key in key_ring.list_keys():
        click.echo(describe(key))
