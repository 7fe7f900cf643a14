"""`python -m verifier FILE`: check an exported record.

Exit codes: 0 it holds, 1 it does not, 2 it cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from verifier.check import check
from verifier.container import open_container
from verifier.enc import Unreadable
from verifier.report import document, sentences

HOLDS, BROKEN, UNREADABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the file that the arguments name; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m verifier", description="Check an exported record of an Openline line."
    )
    parser.add_argument("file", type=Path, help="the exported record")
    parser.add_argument("--json", action="store_true", help="one line of JSON for programs")
    given = parser.parse_args(arguments)
    try:
        with given.file.open("rb") as file:
            container = open_container(file)
    except OSError as error:
        return _unreadable(f"{given.file} cannot be opened: {error.strerror}.", given.json)
    except Unreadable as error:
        return _unreadable(f"{given.file} cannot be read: {error}.", given.json)
    verdict = check(container)
    if given.json:
        print(json.dumps(document(verdict), ensure_ascii=False))
    else:
        print("\n".join(sentences(verdict)))
    return HOLDS if verdict.finding is None else BROKEN


def _unreadable(what: str, as_json: bool) -> int:  # noqa: FBT001 - the one option there is
    if as_json:
        print(json.dumps({"result": "unreadable", "what": what}, ensure_ascii=False))
    else:
        print(f"{what}\nExport or copy the file again.", file=sys.stderr)
    return UNREADABLE


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(UNREADABLE)
