"""`openline`: everything that people do outside the console.

Errors are two or three sentences: what was wrong and what to do next. The exit code is 2 when
the caller can mend it (a wrong option, file, or passphrase), 1 when something failed, 130 when
the person stopped it.
"""

import sys
from collections.abc import Sequence
from importlib import metadata

import cyclopts

from openline.cli import (
    agreement,
    backup,
    card,
    carry,
    demo,
    desk,
    line,
    party,
    record,
    relay,
    rota,
    station,
)
from openline.cli.output import complain, speak
from openline.core.errors import Fault, IntegrityError, OpenlineError

app = cyclopts.App(
    name="openline",
    help="A secure telephone link between parties that do not trust each other.",
    version=metadata.version("openline"),
)
for each in (party, card, station, agreement, line, desk, record, rota, carry, relay):
    app.command(each.app)
for one in (backup.backup, backup.restore, demo.demo):
    app.command(one)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(run(given))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def run(given: Sequence[str]) -> int:
    """Run a command; return its exit code.

    Args:
        given: The arguments. `--lang TAG`, anywhere, chooses the language of sentences.
    """
    language, tokens = _language(given)
    speak(language)
    try:
        result = app(
            tokens, exit_on_error=False, print_error=False, result_action="return_value"
        )
    except cyclopts.CycloptsError as error:
        sys.stderr.write(f"{_plain(error)}\nSee: openline {_command(tokens)}--help\n")
        return 2
    except OpenlineError as error:
        complain(error)
        return 1 if isinstance(error, Fault | IntegrityError) else 2
    return result if isinstance(result, int) else 0


def _language(given: Sequence[str]) -> tuple[str | None, list[str]]:
    rest: list[str] = []
    language: str | None = None
    waiting = iter(given)
    for argument in waiting:
        if argument == "--lang":
            language = next(waiting, None)
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return language, rest


def _plain(error: cyclopts.CycloptsError) -> str:
    return " ".join(str(error).split())


def _command(tokens: Sequence[str]) -> str:
    """Return the leading words of a call, as far as they are command names."""
    words: list[str] = []
    for token in tokens[:2]:
        if not token.isascii() or not token.isalpha():
            break
        words.append(f"{token} ")
    return "".join(words)
