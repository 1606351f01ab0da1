"""An officer of one's own in a running town, so that no test needs a sign-in code that another has used."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from playwright.sync_api import Page

from tests.builders.citizens import an_id_number
from tests.e2e.town import Town

_ROOT = Path(__file__).parents[3]
_TOTP_STEP = timedelta(seconds=30)


@dataclass(frozen=True)
class Enrolled:
    """What an administrator hands to a new officer, and the password that they chose then."""

    username: str
    first_password: str
    totp_secret: str
    password: str

    def code(self, off: int = 0) -> str:
        """Return the code that the officer's phone shows, `off` steps away from now; each works once."""
        return pyotp.TOTP(self.totp_secret).at(datetime.now(UTC) + off * _TOTP_STEP)


def enrol(town: Town, name: str) -> Enrolled:
    """Add an officer as an administrator does, with an ID number typed where nobody sees it."""
    username = f"officer.{secrets.token_hex(4)}"
    command = ("-m", "flask", "--app", "wsgi", "records", "officers", "add", username, "--name", name)
    told = subprocess.run(
        [sys.executable, *command],
        cwd=_ROOT,
        env=town.environment,
        input=f"{an_id_number()}\n\n",
        check=True,
        capture_output=True,
        text=True,
        # Without a terminal the number is read from the input.
        start_new_session=True,
    ).stdout
    first, secret = (re.findall(rf"{words} ([\w-]+)", told)[0] for words in ("初始密码", "动态码密钥"))
    return Enrolled(username, first, secret, f"four unrelated words {secrets.token_hex(4)}")


def arrive(page: Page, officer: Enrolled, opened_as: str = "/officer") -> None:
    """Sign in for the first time, which asks for a password of one's own."""
    page.goto(opened_as)
    page.get_by_label("用户名").fill(officer.username)
    page.get_by_label("密码").fill(officer.first_password)
    page.get_by_label("动态码").fill(officer.code())
    page.keyboard.press("Enter")
    page.get_by_label("当前密码").fill(officer.first_password)
    page.get_by_label("新密码", exact=True).fill(officer.password)
    page.get_by_label("再输入一次新密码").fill(officer.password)
    page.keyboard.press("Enter")
    page.locator("#told").get_by_text("密码已修改").wait_for()
