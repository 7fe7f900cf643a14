"""What the documents name must exist: links, anchors, files, functions, commands, targets.

A word in backquotes is taken for a file if it begins with a folder of this repository or ends
as source code does. Names that follow a file in the architecture must stand in that file.
Commands are read from blocks of shell and from backquotes that begin with `openline`.
"""

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import cyclopts
import pytest

from openline.cli import app

ROOT = Path(__file__).parents[2]
MADE = {"bench/results.json", "bench/out"}
"""Named in documents, but made by commands."""
FOLDERS = (
    "src",
    "docs",
    "tests",
    "scripts",
    "bench",
    "simulator",
    "vectors",
    "verifier",
    "requirements",
)
FORMAT_TAG = re.compile(r"openline [a-z ]+ \d+")
"""The first bytes of a file format, as in `openline record 1`."""
SOURCE = (".py", ".js", ".ftl", ".css")


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md")]
    for folder in ("docs", "src", "vectors", "verifier", "bench"):
        found += (ROOT / folder).rglob("*.md")
    return sorted(found)


def code_free(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def sources() -> set[str]:
    tops = (
        "src",
        "scripts",
        "tests",
        "bench",
        "simulator",
        "verifier",
        "vectors",
        "requirements",
    )
    return {
        path.relative_to(ROOT).as_posix()
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


SOURCES = sources()

each_document = pytest.mark.parametrize(
    "document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix()
)


def slug(heading: str) -> str:
    """The anchor that a forge makes of a heading."""
    plain = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", code_free(document.read_text()), re.MULTILINE)
    return {slug(heading) for heading in headings}


def links(text: str) -> Iterator[str]:
    for pattern in (r"\]\(([^)\s]+)\)", r'(?:src|srcset|href)="([^"]+)"'):
        yield from re.findall(pattern, code_free(text))


@each_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for link in links(document.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{link} leads nowhere"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{link}: no such heading"


def named(text: str) -> Iterator[str]:
    """Everything in single backquotes."""
    yield from re.findall(r"`([^`\n]+)`", code_free(text))


def is_file_name(word: str) -> bool:
    if re.search(r"[\s<>{}…=$()|]", word):
        return False
    return word.startswith(tuple(f"{folder}/" for folder in FOLDERS)) or word.endswith(SOURCE)


def exists(word: str) -> bool:
    bare = word.rstrip("/").removeprefix("/")
    if word in MADE or (ROOT / bare).exists():
        return True
    if "*" in word:
        pattern = re.compile(re.escape(bare).replace(r"\*", "[^/]*") + "$")
        return any(pattern.search(source) for source in SOURCES)
    return any(source == bare or source.endswith(f"/{bare}") for source in SOURCES)


@each_document
def test_every_file_named_exists(document: Path) -> None:
    for word in named(document.read_text()):
        if is_file_name(word):
            assert exists(word), f"{word} is named, but there is no such file"


def test_every_function_that_the_architecture_names_stands_in_its_file() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    places = re.findall(r"`(src/[\w/.]+\.py)`((?:,? `[A-Za-z_][\w.]*`)+)", text)
    assert len(places) > 10
    for path, names in places:
        source = (ROOT / path).read_text()
        for name in re.findall(r"`([\w.]+)`", names):
            for part in name.split("."):
                assert re.search(rf"\b(def|class) {part}\b", source), f"no {name} in {path}"


@pytest.mark.parametrize(
    ("index", "folder"),
    [("docs/decisions/README.md", "docs/decisions"), ("docs/README.md", "docs/spec")],
)
def test_an_index_names_every_page(index: str, folder: str) -> None:
    text = (ROOT / index).read_text()
    for page in (ROOT / folder).glob("[0-9]*.md"):
        assert f"{page.name})" in text, f"{index} does not name {page.name}"


def test_every_document_that_the_code_names_exists() -> None:
    for name in sorted(SOURCES):
        if name.endswith((".py", ".js", ".css", ".ts")):
            for document in re.findall(r"docs/[\w./-]+\.md", (ROOT / name).read_text()):
                assert (ROOT / document).exists(), (
                    f"{name} names {document}, which is not there"
                )


def shell_lines(text: str) -> Iterator[str]:
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()
    for word in named(text):
        program = word.startswith(("openline ", "make ", "python -m ", ".venv/bin/"))
        if program and not FORMAT_TAG.fullmatch(word):
            yield word


def words_of(line: str) -> list[str]:
    line = re.split(r"\s#|[|>]", line)[0].replace("<", "").replace("…", "")
    try:
        words = shlex.split(line)
    except ValueError:
        return line.split()
    while words and words[0] in ("sudo", "exec", "-u", "openline-user"):
        words = words[1:]
    return words


def options_of(command: cyclopts.App) -> set[str]:
    if command.default_command is None:
        return {"--help"}
    names = {name for one in command.assemble_argument_collection() for name in one.names}
    return names | {"--help", "--lang"}


def verify_command(words: list[str], line: str) -> None:
    """Hold a call of `openline` against the command line as it is."""
    here = app
    rest = list(words)
    while rest and not rest[0].startswith("-") and here.default_command is None:
        if rest[0] == "|":
            break
        for name in rest[0].split("|"):
            assert name in here, f"{line}: there is no command {name}"
        if "|" in rest[0]:
            return
        here = here[rest.pop(0)]
    for word in rest:
        if word.startswith("--") and here is not app:
            assert word.split("=")[0] in options_of(here), f"{line}: no option {word}"


@each_document
def test_every_command_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in shell_lines(document.read_text()):
        words = words_of(line)
        if not words:
            continue
        program = words[0].rpartition("/")[2]
        if program == "openline":
            verify_command(words[1:], line)
        elif program == "make":
            for word in words[1:]:
                if re.fullmatch(r"[a-z]+", word):
                    assert word in targets, f"{line}: the Makefile has no {word}"
        elif program.startswith("python") and words[1:2] == ["-m"]:
            assert find_spec(words[2]) is not None, f"{line}: there is no module {words[2]}"
        elif "/" in words[0] and words[0].startswith("scripts/"):
            assert (ROOT / words[0]).exists(), f"{line}: there is no such script"


@each_document
def test_documents_say_nothing_of_the_place_where_they_were_written(document: Path) -> None:
    assert not re.search(r"(?<![\w.])/(tmp|work)/\w", document.read_text())
