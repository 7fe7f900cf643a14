"""The check of translations finds what it is there to find."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts/check-translations"
LANGUAGES = ("en", "zh", "vi", "ja", "fa")
GOOD = """\
rings =
    { $n ->
        [one] one ring
       *[other] { $n } rings
    }
step-up = Up
"""
PAGE = 'show(t("rings", { n: 2 }));\nshow(t(`step-${stage}`));\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one page whose translations are complete."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    for language in LANGUAGES:
        write(tmp_path, language, GOOD)
    page = tmp_path / "src/openline/web/page/js/lines.js"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, "utf-8")
    return tmp_path


def write(project: Path, language: str, text: str) -> None:
    path = project / f"src/openline/locale/{language}/console.ftl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def check(project: Path) -> tuple[int, str]:
    """The script's exit status and what it printed."""
    command = [sys.executable, project / "scripts/check-translations"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_complete_translations_pass(project: Path) -> None:
    assert check(project) == (0, "2 messages in 5 languages\n")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("step-up = Up\n", "fa/console.ftl: rings is missing"),
        (GOOD + "more = x\n", "fa/console.ftl: more is not in English"),
        (GOOD.replace("$n", "$m"), "fa/console.ftl: rings uses ['m'], English uses ['n']"),
        (
            GOOD + "step-up = Up\n",
            "src/openline/locale/fa/console.ftl: step-up stands there twice",
        ),
        (GOOD + "}\n", "src/openline/locale/fa/console.ftl: not Fluent: }"),
    ],
)
def test_a_language_that_differs_is_named(project: Path, text: str, complaint: str) -> None:
    write(project, "fa", text)
    assert check(project) == (1, f"{complaint}\n")


def test_a_language_that_lacks_a_file_is_named(project: Path) -> None:
    (project / "src/openline/locale/ja/console.ftl").unlink()
    assert check(project) == (1, "ja: there is no console.ftl\n")


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ('t("missing")', "there is no message missing"),
        ("t(`verdict-${word}`)", "there is no message verdict-..."),
    ],
)
def test_a_message_that_is_shown_must_exist(project: Path, call: str, complaint: str) -> None:
    (project / "src/openline/web/page/js/lines.js").write_text(PAGE + call, "utf-8")
    assert check(project) == (1, f"src/openline/web/page/js/lines.js: {complaint}\n")


def test_a_message_that_nothing_shows_is_named(project: Path) -> None:
    for language in LANGUAGES:
        write(project, language, GOOD + "unused = x\n")
    assert check(project) == (1, "console.ftl: nothing shows unused\n")
