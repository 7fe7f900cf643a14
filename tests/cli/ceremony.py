"""A ceremony of two or more parties by the public commands, for tests."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openline.cli import run

PASSPHRASE = "correct horse battery staple"
NAMES = {
    "sg": ("Singapore", "新加坡", "Asia/Singapore", "en"),
    "cn": ("China", "中国", "Asia/Shanghai", "zh"),
    "vn": ("Viet Nam", "越南", "Asia/Ho_Chi_Minh", "vi"),
}


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def say(*arguments: str | Path) -> Said:
    """Run `openline` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        exit_code = run([str(argument) for argument in arguments])
    return Said(exit_code, out.getvalue(), err.getvalue())


def do(*arguments: str | Path) -> Said:
    """Run a command that must succeed."""
    said = say(*arguments)
    assert said.exit_code == 0, said.err
    return said


def refused(*arguments: str | Path) -> str:
    """Run a command that must be refused as the caller's to mend; return what it said."""
    said = say(*arguments)
    assert said.exit_code == 2, (said.out, said.err)
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) >= 2, said.err
    return said.err


class Ceremony:
    """A folder in which the parties' technicians work, each in folders of their own."""

    def __init__(self, path: Path, *codes: str) -> None:
        self.path = path
        self.codes = codes
        self.secret: Path | None = None
        (path / "passphrase").write_text(f"{PASSPHRASE}\n")
        for code in codes:
            self.make_party(code)

    @property
    def passphrase(self) -> tuple[str, Path]:
        return "--passphrase-file", self.path / "passphrase"

    def party(self, code: str) -> Path:
        return self.path / code

    def station(self, code: str) -> Path:
        return self.path / f"{code}-station"

    def card(self, code: str) -> Path:
        return self.path / f"{code}.card"

    @property
    def cards(self) -> list[str | Path]:
        return [part for code in self.codes for part in ("--card", self.card(code))]

    def make_party(self, code: str) -> None:
        name, zh, zone, language = NAMES[code]
        names = ["--name", f"en={name}", "--name", f"zh={zh}", "--name", f"vi={name}"]
        places = [part.replace("--name", "--place") for part in names]
        do("party", "create", self.party(code), "--code", code, *names, *places,
           "--zone", zone, "--language", language, *self.passphrase)  # fmt: skip
        self.make_station(code)
        do("party", "card", self.party(code), "--out", self.card(code))

    def make_station(self, code: str) -> None:
        station, certificate = self.station(code), self.path / f"{code}.olc"
        do("station", "create", station, "--party", self.party(code) / "party.card",
           "--address", f"{code}.example:7411", "--media-address", "192.0.2.1")  # fmt: skip
        do("station", "certify", self.party(code), station / "station.request",
           "--out", certificate, *self.passphrase)  # fmt: skip
        do("station", "install", station, certificate)

    def write(self, text: str, name: str = "draft.toml") -> Path:
        file = self.path / name
        file.write_text(text)
        return file

    def draft(self, text: str, name: str = "agreement.ola") -> Path:
        source, out = self.write(text), self.path / name
        secret = () if self.secret is None else ("--secret", self.secret)
        do("agreement", "draft", "--from", source, *self.cards, "--out", out, *secret)
        return out

    def sign(self, file: Path, code: str) -> Said:
        return do("agreement", "sign", file, "--party", self.party(code), "--words-matched",
                  *self.passphrase)  # fmt: skip

    def sign_all(self, file: Path) -> Path:
        for code in self.codes:
            self.sign(file, code)
        return file


def draft_text(*codes: str, **changes: str) -> str:
    """A short draft in TOML. `changes` replace "key = value" lines outside the tables."""
    top = {
        "valid_from": "2026-01-01T00:00:00Z",
        "notice_days": "90",
        "texts": '{ en = "Memorandum.", zh = "备忘录。", vi = "Bản ghi nhớ." }',
    } | changes
    lines = [f"{key} = {value}" for key, value in top.items()]
    words = '{ en = "Word", zh = "词", vi = "Từ" }'
    lines += [
        f'[[desks]]\nparty = "{code}"\ncode = "watch"\nrole = "watch"\nnames = {words}'
        for code in codes
    ]
    desks = ", ".join(f'"{code}/watch"' for code in codes)
    lines.append(f'[[pairs]]\nlevel = "watch"\ndesks = [{desks}]')
    lines += [
        f"[precedences.{code}]\nanswer_within_s = 60\nring_for_s = 120\nan_hour = 100\n"
        f"open_within_s = 600\npreempts = {str(code == 'flash').lower()}\n"
        f"meanings = {words}"
        for code in ("flash", "immediate", "priority", "routine")
    ]
    lines += [
        f'[[{book}]]\ncode = "one"\nmeanings = {words}'
        for book in ("triggers", "declines", "subjects")
    ]
    return "\n".join(lines) + "\n"
