"""The agreement as consoles see it.

Spec: docs/console.md, 3.
"""

from typing import Any

from openline.core.agreement.document import Agreement
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import root_words
from openline.station.views.names import Doc, desk_doc, party_doc, precedence_name


def agreement_doc(agreement: Agreement) -> Doc:
    """`agreement:ID` of docs/console.md."""
    terms = agreement.terms
    figures: list[tuple[str, Any, str]] = [
        ("suite", terms.suite, ""),
        ("media-policy", terms.media.policy.value, ""),
        ("recording", terms.recording.value, ""),
        ("clock-warn", terms.clock.warn_ms, "ms"),
        ("clock-refuse", terms.clock.refuse_ms, "ms"),
        ("test-every", terms.tests.recorded_every_s, "s"),
        ("key-rotation", terms.keys.rotate_every_s, "s"),
        ("key-grace", terms.keys.grace_s, "s"),
        ("entries-a-minute", terms.quotas.entries_a_minute, ""),
        ("bytes-a-day", terms.quotas.bytes_a_day, "B"),
        ("message-limit", terms.limits.message, "B"),
        ("document-limit", terms.limits.document, "B"),
        ("vigilance", terms.watch.vigilance_s, "s"),
        ("bell-proof", terms.watch.bell_proof_s, "s"),
        ("watch-shown", terms.watch.shown.value, ""),
        ("ladder-shown", terms.ladder_shown.value, ""),
    ]
    for number, rule in enumerate(terms.precedences):
        name = precedence_name(number)
        figures.append((f"answer-within-{name.lower()}", rule.answer_within_s, "s"))
        figures.append((f"open-within-{name.lower()}", rule.open_within_s, "s"))
    preempting = [precedence_name(n) for n, r in enumerate(terms.precedences) if r.preempts]
    figures.append(("preempting", preempting, ""))
    signed = {signature.party for signature in agreement.file.versions[-1].signatures}
    return {
        "version": terms.version,
        "hash": agreement.terms_hash.hex(),
        "line": agreement.line.hex(),
        "parties": [
            {
                **party_doc(number, party),
                "fingerprint": party.party.hex(),
                "words": list(root_words(Digest(party.party))),
            }
            for number, party in enumerate(terms.parties)
        ],
        "signed": [
            {"party": number, "root": party.party.hex()[:16]}
            for number, party in enumerate(terms.parties)
            if number in signed
        ],
        "texts": [
            {"language": language, "text": text} for language, text in agreement.texts.items()
        ],
        "terms": [{"key": key, "value": value, "unit": unit} for key, value, unit in figures],
        "valid_from_ms": terms.valid_from_s * 1_000,
        "valid_until_ms": terms.valid_until_s * 1_000 or None,
        "notice_s": terms.notice_s,
        "duties": [
            {
                "desk": desk_doc(
                    terms, terms.desks[duty.desk].party, terms.desks[duty.desk].code
                ),
                "spans": [[span.begins_min, span.ends_min] for span in duty.spans],
            }
            for duty in terms.duties
        ],
        "desks": [desk_doc(terms, one.party, one.code) for one in terms.desks],
        "pairs": [
            {
                "a": desk_doc(terms, terms.desks[pair.a].party, terms.desks[pair.a].code),
                "b": desk_doc(terms, terms.desks[pair.b].party, terms.desks[pair.b].code),
                "level": pair.level,
            }
            for pair in terms.pairs
        ],
    }
