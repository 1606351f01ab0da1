"""The `merchants` commands: registering shops, inviting their owners, ending keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from backend.certificates.claims import Claim
from backend.merchants.building import MerchantAccess
from backend.merchants.joining_link import joining_link
from backend.merchants.pairing import MadeInvitation
from backend.platform.clock import CITY_ZONE
from backend.platform.commands import refusals_as_words

_QUESTIONS = [question.value for question in Claim]


def merchant_commands(access: MerchantAccess, base_url: str) -> click.Group:
    """Return the command group `merchants`."""

    @click.group("merchants", help="Merchants that verify certificates: invitations and keys.")
    def merchants() -> None:
        """Hold the commands together."""

    for command in (
        _invite_command(access, base_url),
        _list_command(access),
        _keys_command(access),
        *_ending_commands(access),
    ):
        merchants.add_command(command)
    return merchants


def _invite_command(access: MerchantAccess, base_url: str) -> click.Command:
    @click.command("invite", help="Register a shop, or name one by --merchant, and invite its owner's phone.")
    @click.option("--name", help="As citizens see it; of all shops no other has it.")
    @click.option("--credit-code", help="统一社会信用代码, 18 characters.")
    @click.option(
        "--question", "questions", multiple=True, type=click.Choice(_QUESTIONS), help="May be asked."
    )
    @click.option(
        "--merchant", "merchant_id", help="The id of a registered shop: one more phone of its owner."
    )
    def invite(
        name: str | None, credit_code: str | None, questions: tuple[str, ...], merchant_id: str | None
    ) -> None:
        with refusals_as_words():
            if merchant_id is not None:
                if name or credit_code or questions:
                    raise click.UsageError("--merchant stands alone: what is registered stays as it is.")
                made = access.registry.invite_again(merchant_id)
            elif name is None or credit_code is None:
                raise click.UsageError("A new shop needs --name, --credit-code and --question.")
            else:
                made = access.registry.invite(name, credit_code, map(Claim, questions))
        _show(made, base_url)

    return invite


def _list_command(access: MerchantAccess) -> click.Command:
    @click.command("list", help="List shops, what they may ask, and invitations that are still open.")
    def list_all() -> None:
        for one in access.registry.list_all():
            shop, questions = one.merchant, ",".join(one.merchant.questions)
            click.echo(
                f"{shop.id} {shop.name} {shop.credit_code or '-'} {one.live_keys} keys, may ask {questions}"
            )
            for invitation in one.invitations:
                click.echo(f"  {invitation.id} open until {_in_city(invitation.expires_at)}")

    return list_all


def _keys_command(access: MerchantAccess) -> click.Command:
    @click.command("keys", help="List the keys of a shop by its id, and whom each let in.")
    @click.argument("merchant_id")
    def list_keys(merchant_id: str) -> None:
        with refusals_as_words():
            keys = access.keys.list_of_merchant(merchant_id)
            paired = access.keys.who_paired(merchant_id)
        for key in keys:
            state = f"revoked {_in_city(key.revoked_at)}" if key.revoked_at else "good"
            paired_by = f"paired by {paired[key.id]} " if key.id in paired else ""
            joined, used = _in_city(key.created_at), key.last_used_on or "never"
            click.echo(f"{key.id} {key.role} {joined} {paired_by}last used {used} {state} {key.label}")

    return list_keys


def _ending_commands(access: MerchantAccess) -> Iterator[click.Command]:
    @click.command("revoke", help="End a key, be it an owner's last: when a phone was lost.")
    @click.argument("key_id")
    @click.option("--with-paired", is_flag=True, help="And all keys that were paired with it, as by a thief.")
    def revoke(key_id: str, *, with_paired: bool) -> None:
        with refusals_as_words():
            revoked = access.keys.revoke(key_id, with_paired=with_paired)
        for one in revoked:
            click.echo(f"{one} revoked")

    @click.command("withdraw", help="Take back an invitation that nobody has accepted.")
    @click.argument("invitation_id")
    def withdraw(invitation_id: str) -> None:
        with refusals_as_words():
            access.registry.withdraw(invitation_id)
        click.echo(f"{invitation_id} withdrawn")

    yield revoke
    yield withdraw


def _show(made: MadeInvitation, base_url: str) -> None:
    click.echo(f"{made.id} open until {_in_city(made.expires_at)}")
    click.echo(joining_link(base_url, made.code))
    click.echo("链接只显示这一次，只能用一次；请直接交给店主本人，不要发到群里。")
    click.echo("The link is shown this once and works once; give it to the owner and to nobody else.")


def _in_city(moment: datetime) -> str:
    return moment.astimezone(CITY_ZONE).isoformat(timespec="seconds")
