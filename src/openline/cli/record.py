"""`openline record`: look at the record of a line, prove an entry, export and verify it.

All of it only reads: the folder of a station, which may be running, or an exported file.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import Parameter

from openline.cli.output import data, say, speaker, text
from openline.core.codec import encode
from openline.core.errors import BadInput
from openline.core.line import FeedState
from openline.core.wording import wording
from openline.ports.store import Reader
from openline.station import archive
from openline.station.audit import Audit, Finding
from openline.station.exported import check_file
from openline.station.files import open_to_read, write_pieces
from openline.station.wiring import KeptLine, kept_lines

app = cyclopts.App(name="record", help="The record of a line: look, prove, export, verify.")

Flag = Annotated[bool, Parameter(negative="")]

BROKEN = 1


@app.command(name="list")
def list_feeds(folder: Path, /, *, line: str | None = None, json: Flag = False) -> None:
    """List the feeds of a station's lines, how far they are signed, and who has them.

    Args:
        folder: The station's folder.
        line: Only the line whose id begins with this.
        json: One line of JSON.
    """
    with kept_lines(folder) as (_, lines):
        chosen = [one for one in lines if _begins(one, line or "")]
        if json:
            data([_line_data(one) for one in chosen])
            return
        for one in chosen:
            say(one.charter.line.hex())
            for feed in _feeds(one):
                _say_feed(one, feed)
        if not chosen:
            say(text("no-lines"))


@app.command
def show(
    folder: Path,
    feed: str | None = None,
    /,
    *,
    line: str | None = None,
    before: int | None = None,
    limit: int = 20,
    json: Flag = False,
) -> None:
    """Show entries of a feed, newest first.

    Args:
        folder: The station's folder.
        feed: "PARTY.INCARNATION", as in 1.0; without it this station's newest feed.
        line: The line's id or its beginning, where the station serves several.
        before: Only entries with a lower index.
        limit: How many entries.
        json: One line of JSON.
    """
    with _chosen(folder, line) as (store, kept):
        found = _feed(kept, feed)
        page = archive.record_page(
            store, kept.charter, kept.state, found.feed, before, max(1, min(limit, 1_000))
        )
        if json:
            data(page)
            return
        for entry in page["entries"]:
            say(_entry(entry))


@app.command
def prove(
    folder: Path, entry: str, /, *, out: Path | None = None, line: str | None = None
) -> None:
    """Write the proof of one entry, which other people's C2SP tools can check.

    Args:
        folder: The station's folder.
        entry: "PARTY.INCARNATION.INDEX", as in 1.0.42.
        out: The file to make; without it the proof is printed.
        line: The line's id or its beginning, where the station serves several.
    """
    place, _, index = entry.rpartition(".")
    if not index.isascii() or not index.isdigit() or len(index) > 15:
        raise BadInput(f"{entry} names no entry.", advice="Write it as in 1.0.42.")
    with _chosen(folder, line) as (store, kept):
        feed = _feed(kept, place)
        proof = archive.proof(store, kept.charter, kept.state, feed.feed, int(index))
    if out is None:
        say(proof.removesuffix("\n"))
        return
    write_pieces(out, [proof.encode()])
    say(text("written", file=str(out)))


@app.command
def export(folder: Path, file: Path, /, *, line: str | None = None) -> None:
    """Write the whole record of a line to a file that anyone can check.

    Args:
        folder: The station's folder.
        file: The file to make.
        line: The line's id or its beginning, where the station serves several.
    """
    with _chosen(folder, line) as (store, kept):
        agreement = kept.installed.agreement.encode()
        notices = [encode(signed) for signed, _ in kept.installed.notices]
        write_pieces(file, archive.export(store, kept.charter, kept.state, agreement, notices))
        entries = sum(feed.size for feed in kept.state.feeds.values())
    say(text("record-exported", file=str(file), entries=str(entries)))


@app.command
def verify(path: Path, /, *, line: str | None = None, json: Flag = False) -> int:
    """Check a record from its bytes: every entry, every signature, all that follows from them.

    Args:
        path: A station's folder, or an exported file.
        line: Only the line whose id begins with this.
        json: One line of JSON.
    """
    if not path.is_dir():
        with open_to_read(path) as file:
            exported = check_file(file.read)
        return _verdict(exported.checked, exported.finding, json=json)
    status = 0
    with kept_lines(path) as (store, lines):
        for kept in lines:
            if _begins(kept, line or ""):
                checked, found = archive.check(
                    store, kept.charter, kept.state, kept.installed.agreement
                )
                status = max(status, _verdict(checked, found, json=json))
        if not lines:
            say(text("no-lines"))
    return status


@contextmanager
def _chosen(folder: Path, line: str | None) -> Iterator[tuple[Reader, KeptLine]]:
    with kept_lines(folder) as (store, lines):
        chosen = [one for one in lines if _begins(one, line or "")]
        if len(chosen) != 1:
            raise BadInput(
                f"{len(chosen)} lines of this station fit.",
                advice="Name one with --line; see: openline line list",
            )
        yield store, chosen[0]


def _begins(kept: KeptLine, line: str) -> bool:
    return kept.charter.line.hex().startswith(line.lower())


def _feeds(kept: KeptLine) -> list[FeedState]:
    return sorted(kept.state.feeds.values(), key=lambda one: (one.party, one.incarnation))


def _feed(kept: KeptLine, named: str | None) -> FeedState:
    if named is None and kept.state.own is not None:
        return kept.state.feeds[kept.state.own]
    for feed in kept.state.feeds.values():
        if named in (f"{feed.party}.{feed.incarnation}", feed.feed.hex()):
            return feed
    raise BadInput(
        f"There is no feed {named} on this line.", advice="See: openline record list"
    )


def _party(kept: KeptLine, number: int) -> str:
    names = kept.charter.terms.parties[number].names
    return wording(names, [speaker().language]).text


def _receipts(kept: KeptLine, feed: FeedState) -> dict[int, tuple[int, int]]:
    """The newest firm receipt of each other party: size and time in seconds."""
    given = dict(feed.firm_receipts)
    if feed.firm_receipt is not None:
        given[kept.charter.me] = feed.firm_receipt
    return {party: (one.size, one.time) for party, one in sorted(given.items())}


def _line_data(kept: KeptLine) -> dict[str, Any]:
    return {
        "line": kept.charter.line.hex(),
        "feeds": [
            {
                "party": feed.party,
                "incarnation": feed.incarnation,
                "feed": feed.feed.hex(),
                "size": feed.size,
                "firm": feed.firm.size if feed.firm else 0,
                "root": feed.frontier.root().hex(),
                "inert": feed.inert,
                "two_histories": feed.frozen,
                "receipts": [
                    {"party": party, "size": size, "time_s": when}
                    for party, (size, when) in _receipts(kept, feed).items()
                ],
            }
            for feed in _feeds(kept)
        ],
    }


def _say_feed(kept: KeptLine, feed: FeedState) -> None:
    say(
        text(
            "record-feed",
            name=_party(kept, feed.party),
            feed=f"{feed.party}.{feed.incarnation}",
            size=str(feed.size),
            firm=str(feed.firm.size if feed.firm else 0),
        )
    )
    for party, (size, when) in _receipts(kept, feed).items():
        name = _party(kept, party)
        say("  " + text("record-receipt", name=name, size=str(size), time=_zulu(when)))
    if feed.inert:
        say("  " + text("record-inert", count=str(feed.inert)))
    if feed.frozen:
        say("  " + text("record-two-histories"))


def _entry(entry: dict[str, Any]) -> str:
    """One entry on one line: index, time, type, desks, and a code if it is inert."""
    when = _zulu(entry["at_ms"] // 1_000) if entry["at_ms"] is not None else "-"
    desks = [one["code"] if one else "-" for one in (entry["from"], entry["to"])]
    marks = [f"[{entry['inert']}]"] if entry["inert"] else []
    kind = [] if entry["kind"] in (None, "REAL") else [entry["kind"]]
    parts = [str(entry["index"]), when, entry["type"] or "?", *kind, ">".join(desks), *marks]
    return "  ".join(parts)


def _zulu(seconds: int) -> str:
    try:
        when = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (OverflowError, ValueError):
        return str(seconds)
    return when.strftime("%Y-%m-%d %H:%M:%SZ")


def _verdict(checked: Audit, found: Finding | None, *, json: bool) -> int:
    entries = checked.entries
    if json:
        result = "holds" if found is None else "broken"
        bad = None if found is None else archive.finding_doc(found)
        data({"result": result, "entries": entries, "first_bad": bad})
    elif found is None:
        say(text("record-holds", entries=str(entries)))
    else:
        say(text("record-broken"))
        say(text("detail", english=found.what))
        if found.index is not None:
            feed = f"{found.party}.{found.incarnation}"
            say(text("record-first-bad", index=str(found.index), feed=feed))
    return 0 if found is None else BROKEN
