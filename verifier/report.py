"""What a verdict says to people, and to programs as JSON (spec 12, 4.6 and 5)."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from verifier.check import FeedReport, Verdict
from verifier.fold import FeedState, Fold
from verifier.tree import Statement

_SHOWN: Final = 20

PROVES: Final = (
    "Each station named above signed exactly these entries in this order, up to its firm size.",
    "Each station's keys were certified by the root of its party.",
    "Nothing below a receipted size was altered, removed or inserted after the receipt.",
    "A station that gave a receipt stated that it had stored all entries up to that size.",
    "Where an entry says that its author had seen another one, that one was there first.",
)
PROVES_NOT: Final = (
    "Who pressed the key. The acts name posts and desks; no signature is a person's.",
    "That anyone read, understood or agreed, unless an act says so.",
    "True times. Times are claims of each author, bounded by the other side's receipts.",
    "That nothing was said elsewhere, or after the last receipt shown above.",
    "Why somebody did not answer, whether a bell sounded, or what was said by voice.",
    "That a party could not be reached because another says so.",
    "That the root keys belong to these parties. Compare the party ids with the signed paper.",
)


def _time(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"


def _name(verdict: Verdict, party: int) -> str:
    parties = verdict.agreement.terms.parties if verdict.agreement else ()
    return parties[party].name if party < len(parties) else f"party {party}"


def sentences(verdict: Verdict) -> list[str]:
    """The report, line by line."""
    found = verdict.finding
    if found is not None:
        lines = ["THE RECORD DOES NOT HOLD.", found.what]
        if found.party is not None:
            name = _name(verdict, found.party)
            lines.append(f"Feed of {name}, incarnation {found.incarnation}.")
        if found.index is not None:
            lines.append(f"The first bad entry is {found.index}.")
        return lines
    assert verdict.agreement is not None
    assert verdict.fold is not None
    lines = [f"The record holds: {verdict.entries} entries checked.", ""]
    lines += _heading(verdict)
    for report in verdict.feeds:
        lines += ["", *_feed(verdict, report, verdict.fold)]
    lines += ["", *_outcome(verdict, verdict.fold), "", *_completeness(verdict)]
    lines += ["", "What this record proves:", *(f"  - {text}" for text in PROVES)]
    lines += ["What it does not prove:", *(f"  - {text}" for text in PROVES_NOT)]
    return lines


def _heading(verdict: Verdict) -> list[str]:
    agreement, container = verdict.agreement, verdict.container
    assert agreement is not None
    versions = len(agreement.versions)
    lines = [
        f"Line {agreement.line.hex()}",
        f"Terms version {versions}, hash {agreement.terms_hash.hex()}",
    ]
    lines += [
        f"Party {n}: {p.name}, id {p.id.hex()}" for n, p in enumerate(agreement.terms.parties)
    ]
    exporter = _name(verdict, container.party)
    made = _time(container.made_at // 1_000)
    lines.append(f"Exported, as the file says, by {exporter} at {made}")
    for kind, party, _, _ in verdict.notices:
        lines.append(f"Notice by the root of {_name(verdict, party)}: {kind}")
    return lines


def _feed(verdict: Verdict, report: FeedReport, fold: Fold) -> list[str]:
    feed, state = report.feed, fold.feeds[report.feed.party, report.feed.incarnation]
    firm = report.firm.size if report.firm else 0
    why = "" if state.reason == "start" else f", opened after: {state.reason or 'unknown'}"
    lines = [
        f"Feed of {_name(verdict, feed.party)}, incarnation {feed.incarnation}{why}",
        f"  {feed.size} entries, of which {firm} bear both signatures",
    ]
    if firm < feed.size:
        lines.append(f"  entries from {firm} on are not proven: no firm statement covers them")
    for party, receipt in sorted(report.receipts.items()):
        lines.append(_receipt(verdict, party, receipt))
    if not report.receipts:
        lines.append("  no other party's firm receipt is here")
    if report.forks or feed.pairs:
        lines.append(
            "  TWO HISTORIES: the key of this station signed two records of this feed"
            if report.forks
            else "  two statements of this station contradict each other; this is no proof yet"
        )
    if state.inert:
        codes = Counter(code for _, code in state.inert)
        told = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
        first = ", ".join(str(index) for index, _ in state.inert[:_SHOWN])
        lines.append(f"  {len(state.inert)} inert entries ({told}): {first}")
    if state.judged < len(feed.entries):
        why = "was not judged by then" if feed.pairs else "waits for entries that are not here"
        lines.append(f"  from entry {state.judged} on it {why}")
    for end in verdict.misstated:
        if (end.place[0], end.incarnation) == (feed.party, feed.incarnation):
            later = f"incarnation {end.place[1]}, entry {end.place[2]}"
            lines.append(f"  {later}, names another root for its first {end.size} entries")
    if state.closed:
        lines.append("  closed by its author")
    return lines


def _receipt(verdict: Verdict, party: int, receipt: Statement) -> str:
    name, when = _name(verdict, party), _time(receipt.time)
    return f"  {name} signed at {when} that it stores {receipt.size} of them"


def _outcome(verdict: Verdict, fold: Fold) -> list[str]:
    stages = Counter(ring.stage() for ring in fold.rings.values())
    told = ", ".join(f"{count} {stage}" for stage, count in sorted(stages.items()))
    open_rings = sum(1 for ring in fold.rings.values() if not fold.settled(ring))
    lines = [f"Rings: {len(fold.rings)}" + (f" ({told})" if told else "")]
    if open_rings:
        lines.append(f"  {open_rings} of them not settled: one side may not know all of it")
    asked = Counter(request.stage() for request in fold.requests.values())
    told = ", ".join(f"{count} {stage}" for stage, count in sorted(asked.items()))
    lines.append(f"Requests: {len(fold.requests)}" + (f" ({told})" if told else ""))
    opened = sum(1 for letter in fold.letters.values() if letter.opened)
    lines.append(f"Formal messages: {len(fold.letters)}, {opened} of them opened")
    if verdict.missing_blobs:
        lines.append(f"  the text of {len(verdict.missing_blobs)} is not in the file")
    return lines


def _completeness(verdict: Verdict) -> list[str]:
    assert verdict.fold is not None
    exporter = verdict.container.party
    sizes = ", ".join(
        f"{_name(verdict, r.feed.party)} {r.feed.incarnation}: {r.feed.size}"
        for r in verdict.feeds
    )
    foreign = [
        receipt.time
        for report in verdict.feeds
        for party, receipt in report.receipts.items()
        if report.feed.party == exporter and party != exporter
    ]
    until = f", last receipted by another party at {_time(max(foreign))}" if foreign else ""
    lines = [f"Complete to ({sizes}){until}."]
    for (party, incarnation, index), of, number, size in verdict.fold.beyond():
        lines.append(
            f"NOT COMPLETE: entry {index} of {_name(verdict, party)} ({incarnation}) says"
            f" that its author had seen {size} entries of {_name(verdict, of)} ({number});"
            " the file has fewer. The file was cut, or that author claims too much."
        )
    return lines


def document(verdict: Verdict) -> dict[str, Any]:
    """The verdict for programs."""
    found = verdict.finding
    doc: dict[str, Any] = {
        "result": "holds" if found is None else "broken",
        "entries": verdict.entries,
        "first_bad": None,
    }
    if found is not None:
        doc["first_bad"] = {
            "code": found.code,
            "what": found.what,
            "party": found.party,
            "incarnation": found.incarnation,
            "index": found.index,
        }
        return doc
    assert verdict.agreement is not None
    assert verdict.fold is not None
    fold = verdict.fold
    beyond = fold.beyond()
    doc |= {
        "line": verdict.agreement.line.hex(),
        "terms": verdict.agreement.terms_hash.hex(),
        "parties": [party.id.hex() for party in verdict.agreement.terms.parties],
        "notices": [{"kind": kind, "party": party} for kind, party, _, _ in verdict.notices],
        "feeds": [_feed_document(r, fold) for r in verdict.feeds],
        "rings": Counter(ring.stage() for ring in fold.rings.values()),
        "unsettled": sum(1 for ring in fold.rings.values() if not fold.settled(ring)),
        "requests": Counter(request.stage() for request in fold.requests.values()),
        "messages": len(fold.letters),
        "missing_blobs": len(verdict.missing_blobs),
        "misstated": [list(end.place) for end in verdict.misstated],
        "complete": not beyond,
        "beyond": [
            {"entry": list(place), "party": of, "incarnation": number, "size": size}
            for place, of, number, size in beyond
        ],
    }
    return doc


def _feed_document(report: FeedReport, fold: Fold) -> dict[str, Any]:
    feed = report.feed
    state: FeedState = fold.feeds[feed.party, feed.incarnation]
    return {
        "party": feed.party,
        "incarnation": feed.incarnation,
        "feed": feed.id.hex(),
        "size": feed.size,
        "root": report.root.hex(),
        "firm": report.firm.size if report.firm else 0,
        "provisional": report.provisional.size if report.provisional else 0,
        "receipts": [
            {"party": party, "size": receipt.size, "time_s": receipt.time}
            for party, receipt in sorted(report.receipts.items())
        ],
        "judged": state.judged,
        "inert": [{"index": index, "code": code} for index, code in state.inert],
        "two_histories": report.forks,
        "closed": state.closed,
        "reason": state.reason,
    }
