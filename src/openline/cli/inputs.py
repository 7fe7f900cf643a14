"""What commands take from people: passphrases, "language=text" pairs, the clock."""

import datetime
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from openline.cli.output import text
from openline.core.errors import BadInput
from openline.station.files import read_bytes


def utc_now() -> datetime.datetime:
    """Return the time in UTC."""
    return datetime.datetime.now(datetime.UTC)


def now_s() -> int:
    """Return the time in seconds since 1970."""
    return int(utc_now().timestamp())


def passphrase(file: Path | None, *, new: bool = False, ask: str = "ask-passphrase") -> str:
    """Return the passphrase of a root key or a backup, from a file or from the terminal.

    Args:
        file: Its first line is the passphrase; None asks the person.
        new: Ask twice and compare.
        ask: The sentence that asks for it.

    Raises:
        BadInput: There is no terminal to ask on, or the two differ.
    """
    if file is not None:
        lines = read_bytes(file, 4_096).decode(errors="replace").splitlines()
        if not lines or not lines[0]:
            raise BadInput(f"The first line of {file} is empty.")
        return lines[0]
    if not sys.stdin.isatty():
        raise BadInput(
            "There is no terminal on which to ask for the passphrase.",
            advice="Give it in a file: --passphrase-file FILE",
        )
    given = getpass.getpass(text(ask) + " ")
    if new and getpass.getpass(text("ask-passphrase-again") + " ") != given:
        raise BadInput("The two passphrases differ.", advice="Type both again.")
    return given


def by_language(pairs: Sequence[str], option: str) -> dict[str, str]:
    """Return `["en=Singapore", ...]` as a mapping.

    Raises:
        BadInput: One has no "=", or a language comes twice.
    """
    texts: dict[str, str] = {}
    for pair in pairs:
        language, equals, words = pair.partition("=")
        if not equals or not words:
            raise BadInput(
                f"{option} {pair} names no language.", advice=f"Write {option} en=Singapore"
            )
        if language in texts:
            raise BadInput(
                f"{option} gives {language} twice.", advice="Give one text for each language."
            )
        texts[language] = words
    return texts


def day(value: str) -> int:
    """Return the seconds since 1970 at which a day begins in UTC, "2027-05-31".

    Raises:
        BadInput: It is no day.
    """
    try:
        date = datetime.date.fromisoformat(value)
    except ValueError:
        raise BadInput(f"{value} is not a day.", advice="Write it as 2027-05-31.") from None
    return int(datetime.datetime.combine(date, datetime.time(), datetime.UTC).timestamp())
