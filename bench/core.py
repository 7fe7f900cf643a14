"""The core: how much an auditor has to read, and how much of it the core's own tests reach.

A line of code is one that is neither blank, nor a comment, nor part of a docstring.

Run as a program (`python -m bench.core`) it only counts lines, and fails if there are too many.
"""

import ast
import json
import subprocess
import sys
import tempfile
import tokenize
from pathlib import Path

from bench.figures import Earlier, Figure, at_least, at_most, told

CORE = Path(__file__).resolve().parent.parent / "src/openline/core"
MOST_LINES = 5999
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def lines_of_code(path: Path) -> set[int]:
    """The numbers of a file's lines of code."""
    with path.open("rb") as file:
        lines = {
            line
            for token in tokenize.tokenize(file.readline)
            if token.type not in NOT_CODE
            for line in range(token.start[0], token.end[0] + 1)
        }
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines.difference_update(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return lines


def sizes() -> tuple[int, int]:
    """Lines of code of the core, and all its lines."""
    paths = sorted(CORE.rglob("*.py"))
    code = sum(len(lines_of_code(path)) for path in paths)
    return code, sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def coverage_percent() -> float:
    """Lines and branches of the core that tests/core reaches, of all that there are."""
    with tempfile.TemporaryDirectory(prefix="coverage-", dir=Path("bench/out")) as folder:
        data, report = f"--data-file={folder}/data", f"{folder}/report.json"
        coverage = [sys.executable, "-m", "coverage"]
        subprocess.run(
            [*coverage, "run", data, "-m", "pytest", "-q", "tests/core"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(
            [*coverage, "json", data, "--fail-under=0", "-q", "-o", report], check=True
        )
        return float(json.loads(Path(report).read_text("utf-8"))["totals"]["percent_covered"])


def measure(_earlier: Earlier) -> list[Figure]:
    """Size and coverage of the core."""
    code, every = sizes()
    return [
        at_most("core.code", code, "lines", MOST_LINES),
        told("core.lines", every, "lines"),
        at_least("core.coverage", coverage_percent(), "%", 100),
    ]


def main() -> int:
    """Print both counts; 1 if the bar does not hold."""
    code, every = sizes()
    print(
        f"The core has {code:,} lines of code, at most {MOST_LINES:,} ({every:,} lines in all)."
    )
    return int(code > MOST_LINES)


if __name__ == "__main__":
    sys.exit(main())
