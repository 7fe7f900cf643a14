"""A counterpart with a real key that breaks the rules: what it does stops nothing."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.acts import calls, legs, messages, upkeep
from openline.core.acts.act import Addressee, Kind, Ref, Seen, UnknownAct, parse_act
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.errors import (
    BadProof,
    BadSignature,
    Malformed,
    OpenlineError,
    OutOfTurn,
    PeerError,
    RecordFork,
    TooLarge,
)
from openline.core.intake import AHEAD, Gap
from openline.core.line import EVIDENCE, FEEDS_OF_A_PARTY, INERT
from openline.core.parcels import Entries
from openline.core.record.checkpoint import encode_statement
from openline.core.record.evidence import parse_evidence, verify_evidence
from openline.core.switchboard import Bells
from openline.station.alarms import alarms_of
from tests.core.line.liar import History, Liar, statements
from tests.core.line.speaking import NONCE, accept, decline, message, offer, ring
from tests.core.line.stations import Station, meet
from tests.core.line.views import all_calls

ME = Addressee(1, "watch")
OTHER_DESK = Addressee(1, "navy")


@pytest.fixture
def victim() -> Station:
    return Station(1, 2)


@pytest.fixture
def liar(victim: Station) -> Liar:
    one = Liar()
    one.deliver(victim)
    return one


def refused(station: Station, sender: StationId, body: object) -> OpenlineError:
    """What the station says to a parcel, which must not change what it holds."""
    before = station.store.copy()
    outcome = station.receive_from(sender, body)  # type: ignore[arg-type]
    assert outcome.error is not None
    assert {h.feed: h.size for h in station.store.heads()} == {
        h.feed: h.size for h in before.heads()
    }
    return outcome.error


def inert(station: Station, feed: FeedId) -> dict[int, str]:
    cells = station.store.cells(INERT + feed)
    return {int.from_bytes(key, "big"): code.decode() for key, code in cells}


def objections(station: Station) -> list[upkeep.Objection]:
    assert station.line.own is not None
    feed = station.line.feeds[station.line.own]
    data = station.store.entries(feed.feed, 0, feed.size, max_bytes=1 << 24)
    acts = [parse_act(entry) for entry in data]
    return [act.body for act in acts if act.type == upkeep.OBJECTION]


def proofs(station: Station, feed: FeedId) -> list[bytes]:
    cells = station.store.cells(EVIDENCE + feed)
    return [value for key, value in cells if key.startswith(b"proof")]


def pairs(station: Station, feed: FeedId) -> list[bytes]:
    cells = station.store.cells(EVIDENCE + feed)
    return [value for key, value in cells if key.startswith(b"pair")]


def assert_frozen(station: Station, liar: Liar, *, proven: bool) -> None:
    assert station.line.feeds[liar.feed].frozen
    assert len(pairs(station, liar.feed)) == 1
    found = proofs(station, liar.feed)
    assert len(found) == int(proven)
    for packed in found:
        evidence = parse_evidence(packed)
        assert evidence.signer == liar.station
        verify_evidence(evidence, liar.keys.keys)
    codes = {alarm.code for alarm in alarms_of(station.charter, station.line, {}, 0)}
    assert "two-histories" in codes


# --- statements and entries ---------------------------------------------------------------


def test_a_forged_signature_is_refused(victim: Station, liar: Liar) -> None:
    liar.say(messages.MESSAGE, message(), to=ME)
    forged = replace(liar.signed(), ed=bytes(64))
    error = refused(victim, liar.station, liar.parcel(1, statement=forged))
    assert isinstance(error, BadSignature)
    firm = replace(liar.signed(firm=True), ml=bytes(2_420))
    error = refused(victim, liar.station, liar.parcel(1, statement=firm))
    assert isinstance(error, BadSignature)


def test_an_entry_that_is_not_the_signed_one_is_refused(victim: Station, liar: Liar) -> None:
    liar.say(messages.MESSAGE, message(), to=ME)
    parcel = liar.parcel(1)
    other = replace(parcel, entries=(liar.act(messages.MESSAGE, message("x"), "watch"),))
    assert isinstance(refused(victim, liar.station, other), BadProof)
    assert not victim.line.feeds[liar.feed].frozen
    liar.deliver(victim)


def test_a_path_of_the_wrong_length_is_refused(victim: Station, liar: Liar) -> None:
    for _ in range(5):
        liar.say(messages.MESSAGE, message(), to=ME)
    parcel = liar.parcel(1, 3)
    for path in (parcel.path[:-1], (*parcel.path, bytes(32)), ()):
        body = replace(parcel, path=path)
        assert isinstance(refused(victim, liar.station, body), Malformed)


def test_repeated_parcels_change_nothing(victim: Station, liar: Liar) -> None:
    liar.say(messages.MESSAGE, message(), to=ME)
    parcel = liar.parcel()
    assert victim.receive_from(liar.station, parcel).error is None
    before = victim.line
    for body in (parcel, statements(liar.signed()), liar.parcel(0, 1)):
        assert victim.receive_from(liar.station, body).error is None
    assert victim.line.feeds[liar.feed] == before.feeds[liar.feed]


def test_entries_beyond_what_is_held_are_a_gap(victim: Station, liar: Liar) -> None:
    liar.say(messages.MESSAGE, message(), to=ME)
    liar.say(messages.MESSAGE, message(), to=ME)
    error = refused(victim, liar.station, liar.parcel(2))
    assert isinstance(error, Gap)
    assert error.facts["start"] == 1
    assert isinstance(refused(victim, liar.station, statements(liar.signed())), Gap)


def test_a_feed_of_another_line_is_refused(victim: Station) -> None:
    liar = Liar()
    liar.feed = FeedId(bytes(16))
    assert isinstance(refused(victim, liar.station, liar.parcel()), Malformed)
    mixed = replace(liar.parcel(), feed=Liar().feed)
    assert isinstance(refused(victim, liar.station, mixed), Malformed)


def test_entries_of_another_length_than_agreed_are_refused(victim: Station, liar: Liar) -> None:
    liar.write(bytes(16_385))
    assert isinstance(refused(victim, liar.station, liar.parcel(1)), TooLarge)
    liar.entries[1] = b""
    assert isinstance(refused(victim, liar.station, liar.parcel(1)), TooLarge)
    liar.entries[1] = bytes(16_384)
    liar.deliver(victim)
    assert inert(victim, liar.feed) == {1: "malformed"}


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (b"\x00", Malformed),
        (b"\x8a\x18\xc8" + bytes(9), UnknownAct),
    ],
)
def test_a_feed_that_does_not_begin_as_it_must(
    victim: Station, entry: bytes, error: type[PeerError]
) -> None:
    liar = Liar()
    liar.entries[0] = entry
    assert isinstance(refused(victim, liar.station, liar.parcel()), error)


def test_a_feed_opened_falsely_is_refused(victim: Station) -> None:
    liar = Liar()
    ring_first = liar.act(calls.RING, ring(), "watch", ME)
    for entry, error in (
        (ring_first, Malformed),
        (liar.opening(certificate=bytes([9]) * 32), OutOfTurn),
        (liar.opening(incarnation=7), Malformed),
        (liar.opening(incarnation=1 << 40), Malformed),
    ):
        liar.entries[0] = entry
        assert isinstance(refused(victim, liar.station, liar.parcel()), error)
    liar.entries[0] = liar.opening()
    liar.deliver(victim)


def test_entries_of_another_party_s_feed_need_both_its_signatures() -> None:
    victim, liar, third = Station(1, 3), Liar(0, 3), Liar(2, 3)
    liar.deliver(victim)
    liar.say(messages.MESSAGE, message(), to=ME)
    bare = liar.signed(firm=False)
    assert isinstance(
        refused(victim, third.station, liar.parcel(1, statement=bare)), BadSignature
    )
    assert isinstance(
        refused(victim, third.station, statements(liar.signed(1, firm=False, root=bytes(32)))),
        BadSignature,
    )
    # Nor can it write in the other's name.
    forged = third.keys.state(liar.feed, 2, liar.signed().root, 1, firm=True)
    parcel = liar.parcel(1, statement=forged)
    assert isinstance(refused(victim, third.station, parcel), BadSignature)
    stranger = Station(1, 3)
    assert isinstance(
        refused(stranger, third.station, liar.parcel(statement=bare)), BadSignature
    )
    assert liar.feed not in stranger.line.feeds
    assert victim.line.feeds[liar.feed].size == 1


def test_a_third_party_s_word_about_more_than_is_held_is_kept_and_compared() -> None:
    victim, liar, third = Station(1, 3), Liar(0, 3), Liar(2, 3)
    liar.deliver(victim)
    told = liar.signed(2, root=bytes(32))
    victim.receive_from(third.station, statements(told))
    assert victim.line.feeds[liar.feed].ahead == (told,)
    liar.say(messages.MESSAGE, message(), to=ME)
    victim.receive_from(liar.station, liar.parcel(1))
    feed = victim.line.feeds[liar.feed]
    assert feed.frozen
    assert told in feed.ahead


def test_entries_of_our_own_feed_need_our_own_key(victim: Station, liar: Liar) -> None:
    own = victim.line.own
    assert own is not None
    invented = Liar(1)
    invented.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    signed = liar.keys.state(own, 2, History(invented.entries).root(2), firm=True)
    size = victim.line.feeds[own].size
    body = Entries(own, 0, tuple(invented.entries) * size, encode_statement(signed), ())
    assert isinstance(refused(victim, liar.station, body), BadSignature)


def test_statements_beyond_or_beside_what_is_held(victim: Station, liar: Liar) -> None:
    own = victim.line.own
    assert own is not None
    size = victim.line.feeds[own].size
    ahead = liar.keys.state(own, size + 5, Digest(os.urandom(32)), firm=True)
    other = liar.keys.state(own, size, Digest(os.urandom(32)), firm=True)
    forged = replace(
        liar.keys.state(own, size, victim.line.feeds[own].frontier.root()), ed=bytes(64)
    )
    for body in (ahead, other, forged):
        error = refused(victim, liar.station, statements(body))
        assert isinstance(error, OutOfTurn | BadSignature)
    assert victim.line.feeds[own].receipts == {}
    nothing = liar.signed(0, root=Digest(os.urandom(32)))
    assert isinstance(refused(victim, liar.station, statements(nothing)), Malformed)


# --- two histories ------------------------------------------------------------------------


@pytest.mark.parametrize("firm", [True, False])
@pytest.mark.parametrize("back", [0, 1, 3])
def test_two_histories_freeze_the_feed(
    victim: Station, liar: Liar, back: int, firm: bool
) -> None:
    for _ in range(6):
        liar.say(messages.MESSAGE, message(), to=ME)
    liar.deliver(victim)
    if firm:
        assert (
            victim.receive_from(liar.station, statements(liar.signed(firm=True))).error is None
        )
    size = len(liar.entries) - back
    other = liar.signed(size, firm=firm, root=Digest(os.urandom(32)))
    victim.receive_from(liar.station, statements(other))
    assert_frozen(victim, liar, proven=firm)
    # It is over with this feed, and with nothing else.
    liar.say(messages.MESSAGE, message(), to=ME)
    held = victim.line.feeds[liar.feed].size
    error = refused(victim, liar.station, liar.parcel(held))
    assert isinstance(error, RecordFork)
    victim.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    victim.firm()
    victim.crash()
    assert_frozen(victim, liar, proven=firm)


def test_a_provisional_fork_of_a_firm_history_is_kept(victim: Station, liar: Liar) -> None:
    victim.receive_from(liar.station, statements(liar.signed(firm=True)))
    victim.receive_from(liar.station, statements(liar.signed(1, root=Digest(os.urandom(32)))))
    assert_frozen(victim, liar, proven=False)


def test_a_second_feed_of_the_same_number_is_a_fork(victim: Station, liar: Liar) -> None:
    victim.receive_from(liar.station, statements(liar.signed(firm=True)))
    again = Liar()
    again.say(messages.MESSAGE, message(), to=ME)
    # Its first entry is passed over as held; that there were two shows by the statement.
    parcel = again.parcel(statement=again.signed(firm=True))
    assert isinstance(refused(victim, liar.station, parcel), BadProof)
    first = again.signed(1, firm=True)
    victim.receive_from(liar.station, statements(first))
    assert_frozen(victim, liar, proven=True)


def test_one_who_goes_on_in_two_ways_is_found_out(victim: Station, liar: Liar) -> None:
    """The second history is beyond what is held, so nothing is proven, until it is."""
    other = Liar()
    other.entries = [*liar.entries, other.act(messages.MESSAGE, message("x"), "watch", ME)]
    false = replace(
        other.parcel(1, statement=other.signed(firm=True)),
        entries=(other.act(messages.MESSAGE, message("y"), "watch", ME),),
    )
    assert isinstance(refused(victim, liar.station, false), BadProof)
    victim.crash()
    liar.say(messages.MESSAGE, message(), to=ME)
    liar.say(messages.MESSAGE, message(), to=ME)
    parcel = liar.parcel(1, statement=liar.signed(firm=True))
    victim.receive_from(liar.station, parcel)
    feed = victim.line.feeds[liar.feed]
    assert feed.frozen
    assert pairs(victim, liar.feed)
    # What was stored with that is judged, as anyone judges it who reads the record.
    assert feed.folded == feed.size == len(liar.entries)


def test_a_fork_before_any_checkpoint_is_held(victim: Station) -> None:
    """Entries came under a statement ahead of them: it is what the liar is held to."""
    liar = Liar()
    for _ in range(4):
        liar.say(messages.MESSAGE, message(), to=ME)
    assert victim.receive_from(liar.station, liar.parcel(0, 2)).error is None
    assert victim.line.feeds[liar.feed].provisional is None
    false = liar.signed(1, root=Digest(os.urandom(32)))
    victim.receive_from(liar.station, statements(false))
    assert_frozen(victim, liar, proven=False)


def test_promises_are_kept_and_bounded(victim: Station) -> None:
    liar = Liar()
    for _ in range(AHEAD + 4):
        liar.say(messages.MESSAGE, message(), to=ME)
    for size in range(2, AHEAD + 4):
        stop = size - 1
        path = liar.parcel(stop - 1, stop, statement=liar.signed(size))
        assert victim.receive_from(liar.station, path).error is None
    assert len(victim.line.feeds[liar.feed].ahead) <= AHEAD
    liar.deliver(victim)
    feed = victim.line.feeds[liar.feed]
    assert feed.ahead == ()
    assert feed.provisional is not None
    assert feed.provisional.size == feed.size


def test_the_number_of_feeds_is_bounded(victim: Station, liar: Liar) -> None:
    for number in range(1, FEEDS_OF_A_PARTY):
        Liar(incarnation=number).deliver(victim)
    one_more = Liar(incarnation=FEEDS_OF_A_PARTY)
    assert isinstance(refused(victim, liar.station, one_more.parcel()), OutOfTurn)
    victim.crash()
    assert len(victim.line.feeds) == FEEDS_OF_A_PARTY + 1


# --- entries that mean nothing ------------------------------------------------------------


def test_a_malformed_entry_stops_nothing(victim: Station, liar: Liar) -> None:
    good = liar.act(messages.MESSAGE, message(), "watch", ME)
    longer = good[:1] + b"\x18\x30" + good[2:].removeprefix(b"\x30")
    liar.write(b"\xff", good, longer, good[:-1], b"\x80", liar.act(upkeep.SEEN, sender="x"))
    liar.deliver(victim)
    meet_receipts(victim, liar)
    codes = inert(victim, liar.feed)
    assert set(codes) == {1, 4, 5, 6} | ({3} if longer != good else set())
    assert codes[6] == "desks"
    assert len(objections(victim)) == 3
    alarms = {alarm.code for alarm in alarms_of(victim.charter, victim.line, {}, 0)}
    assert "objection" in alarms


def meet_receipts(victim: Station, liar: Liar) -> None:
    feed = victim.line.feeds[liar.feed]
    assert feed.receipt is not None
    assert feed.receipt.size == feed.size == len(liar.entries)


def test_a_storm_of_nonsense_draws_few_objections(victim: Station, liar: Liar) -> None:
    liar.write(*[bytes([1, n % 256]) for n in range(1_500)])
    liar.deliver(victim)
    meet_receipts(victim, liar)
    assert victim.line.feeds[liar.feed].inert == 1_500
    assert len(inert(victim, liar.feed)) == 1_000
    assert len(objections(victim)) == 11


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("terms", {"terms": 0}),
        ("desks", {"sender": ""}),
        ("desks", {"sender": "minister"}),
        ("desks", {"to": OTHER_DESK}),
        ("desks", {"to": Addressee(0, "watch")}),
        ("desks", {"to": Addressee(9, "watch")}),
        ("desks", {"to": None}),
    ],
)
def test_a_ring_that_the_agreement_forbids(
    victim: Station, liar: Liar, code: str, changes: dict[str, object]
) -> None:
    victim.take(Bells("watch", 1), Bells("navy", 1))
    liar.say(calls.RING, ring(), **{"to": ME, **changes})  # type: ignore[arg-type]
    liar.deliver(victim)
    assert inert(victim, liar.feed) == {1: code}
    assert all_calls(victim) == {}


def test_acts_under_terms_to_come_wait(victim: Station, liar: Liar) -> None:
    liar.say(calls.RING, ring(), to=ME, terms=2)
    liar.say(calls.RING, ring(), to=ME)
    liar.deliver(victim)
    assert victim.line.feeds[liar.feed].folded == 1
    assert inert(victim, liar.feed) == {}


def test_what_the_author_cannot_have_seen_waits(victim: Station, liar: Liar) -> None:
    for seen in (Seen(1, 0, 1 << 40), Seen(1, 9, 1), Seen(7, 0, 1)):
        other, one = Station(1, 2), Liar()
        one.say(messages.MESSAGE, message(), to=ME, seen=[seen])
        one.say(calls.RING, ring(), to=ME)
        one.deliver(other)
        meet_receipts(other, one)
        assert other.line.feeds[one.feed].folded == 1
        other.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
        other.elapse(60_000)
        other.crash()
    liar.say(messages.MESSAGE, message(), to=ME, seen=[Seen(0, 5, 9), Seen(1, 0, 0)])
    liar.deliver(victim)
    assert victim.line.feeds[liar.feed].folded == 1


def test_a_feed_is_opened_once_and_ends_once(victim: Station, liar: Liar) -> None:
    liar.write(liar.opening(), liar.act(upkeep.LINE_CLOSE), liar.act(upkeep.LINE_CLOSE))
    liar.say(messages.MESSAGE, message(), to=ME)
    liar.deliver(victim)
    assert inert(victim, liar.feed) == {1: "turn", 3: "closed", 4: "closed"}
    meet_receipts(victim, liar)


# --- calls --------------------------------------------------------------------------------


def seen_by(liar: Liar, victim: Station) -> list[Seen]:
    """That the liar holds all that the victim wrote."""
    assert victim.line.own is not None
    return [Seen(victim.me, 0, victim.line.feeds[victim.line.own].size)]


def codes_after(victim: Station, liar: Liar, *acts: bytes) -> list[str | None]:
    """What each of these entries comes to."""
    start = len(liar.entries)
    liar.write(*acts)
    liar.deliver(victim)
    codes = inert(victim, liar.feed)
    return [codes.get(start + place) for place in range(len(acts))]


NOWHERE = Ref(1, 0, 0, bytes(32))


def test_acts_about_what_is_not_there(victim: Station, liar: Liar) -> None:
    opened = victim.store.leaves(victim.line.own or FeedId(b""), 0, 1)[0]
    seen = seen_by(liar, victim)
    refs = [NOWHERE, Ref(0, 0, 900, bytes(32)), Ref(1, 3, 0, bytes(32)), Ref(1, 0, 0, opened)]
    for ref in refs:
        acts = [
            liar.act(calls.ANSWER, calls.Answer(ref, "x", offer()), "watch", seen=seen),
            liar.act(calls.END, calls.End(ref, calls.EndReason.DONE), "watch", seen=seen),
            liar.act(legs.LEG_OFFER, legs.LegAgain(ref, offer()), "watch", seen=seen),
            liar.act(legs.LEG_ACCEPT, accept(ref), "watch", seen=seen),
            liar.act(messages.OPENED, messages.MessageNote(ref, "x"), "watch", seen=seen),
        ]
        assert codes_after(victim, liar, *acts) == ["reference"] * 5


@pytest.fixture
def rung(victim: Station, liar: Liar) -> Ref:
    """A ring of the victim at the liar, which the liar has seen."""
    return victim.say(calls.RING, ring(), to=Addressee(0, "watch"))


def test_two_answers_and_words_that_were_ground(victim: Station, liar: Liar, rung: Ref) -> None:
    seen = seen_by(liar, victim)

    def answer(number: int = 0) -> bytes:
        return liar.act(
            calls.ANSWER, calls.Answer(rung, "x", offer(number)), "watch", seen=seen
        )

    assert codes_after(victim, liar, answer(9), answer(), answer()) == [
        "malformed",
        None,
        "turn",
    ]
    (call,) = all_calls(victim).values()
    leg = call.legs[0].deed.ref
    reveal = liar.act(legs.LEG_REVEAL, legs.LegReveal(leg, NONCE), "watch")
    assert codes_after(victim, liar, reveal) == ["turn"]  # before the accept
    victim.say(legs.LEG_ACCEPT, accept(leg))
    seen = seen_by(liar, victim)
    ground = liar.act(legs.LEG_REVEAL, legs.LegReveal(leg, os.urandom(32)), "watch", seen=seen)
    again = liar.act(legs.LEG_ACCEPT, accept(leg), "watch", seen=seen)
    # The accept is known only from here on: before it, the reveal was too early.
    assert codes_after(victim, liar, reveal) == ["turn"]
    assert codes_after(victim, liar, ground, reveal, reveal, again) == [
        "turn",
        None,
        "turn",
        "turn",
    ]
    assert all_calls(victim).popitem()[1].legs[0].reveal == NONCE


def test_two_accepts(victim: Station, liar: Liar) -> None:
    ref = liar.say(calls.RING, ring(), to=ME)
    liar.deliver(victim)
    answered = victim.say(calls.ANSWER, calls.Answer(ref, "x", offer()))
    early = liar.act(legs.LEG_ACCEPT, accept(answered), "watch")
    assert codes_after(victim, liar, early) == ["reference"]
    seen = seen_by(liar, victim)
    first = liar.act(legs.LEG_ACCEPT, accept(answered), "watch", seen=seen)
    second = liar.act(legs.LEG_ACCEPT, accept(answered), "watch")
    own = liar.act(legs.LEG_REVEAL, legs.LegReveal(answered, NONCE), "watch")
    assert codes_after(victim, liar, first, second, own) == [None, "turn", "turn"]


def test_a_replayed_offer_is_another_leg_or_none(victim: Station, liar: Liar) -> None:
    ref = liar.say(calls.RING, ring(), to=ME)
    early = legs.LegAgain(ref, offer(1))
    assert codes_after(victim, liar, liar.act(legs.LEG_OFFER, early, "watch")) == ["turn"]
    victim.say(calls.ANSWER, calls.Answer(ref, "x", offer()))
    seen = seen_by(liar, victim)
    one = liar.act(legs.LEG_OFFER, early, "watch", seen=seen)
    assert codes_after(victim, liar, one, one, liar.entries[-1]) == [None, "turn", "turn"]


def test_legs_are_bounded_and_end_with_the_call(victim: Station, liar: Liar) -> None:
    ref = liar.say(calls.RING, ring(), to=ME)
    liar.deliver(victim)
    victim.say(calls.ANSWER, calls.Answer(ref, "x", offer()))
    seen = seen_by(liar, victim)
    numbers = [*range(1, 301), 65_535]
    acts = [
        liar.act(legs.LEG_OFFER, legs.LegAgain(ref, offer(number)), "watch", seen=seen)
        for number in numbers
    ]
    codes = codes_after(victim, liar, *acts)
    assert codes == [None] * 255 + ["turn"] * 46
    end = liar.act(calls.END, calls.End(ref, calls.EndReason.DONE), "watch")
    after = liar.act(legs.LEG_OFFER, legs.LegAgain(ref, offer(9)), "watch")
    assert codes_after(victim, liar, end, after, end) == [None, "turn", "turn"]


@pytest.mark.parametrize("type_", [calls.ALERT, calls.EXHAUSTED, calls.LATE, calls.UNREACHED])
def test_what_only_a_station_may_say(victim: Station, liar: Liar, type_: int) -> None:
    body = {
        calls.ALERT: lambda ref: calls.Alert(ref, 1, 1, 0, 1, 0),
        calls.EXHAUSTED: calls.Exhausted,
        calls.LATE: calls.Late,
        calls.UNREACHED: lambda ref: calls.Unreached(ref, (), 0),
    }[type_]
    ref = liar.say(calls.RING, ring(), to=ME)
    act = liar.act(type_, body(ref), "watch")  # type: ignore[operator]
    assert codes_after(victim, liar, act) == ["desks"]


def test_the_wrong_side_kind_or_desk(victim: Station, liar: Liar) -> None:
    ref = liar.say(calls.RING, ring(), to=ME)
    acts = [
        liar.act(calls.ANSWER, calls.Answer(ref, "x", offer()), "watch"),
        liar.act(calls.DECLINE, decline(ref), "watch"),
        liar.act(calls.END, calls.End(ref, calls.EndReason.DONE), "navy"),
        liar.act(calls.END, calls.End(ref, calls.EndReason.DONE), "watch", ME),
        liar.act(calls.END, calls.End(ref, calls.EndReason.DONE), "watch", kind=Kind.TEST),
    ]
    assert codes_after(victim, liar, *acts) == ["turn", "turn", "desks", "desks", "kind"]


def test_nobody_goes_on_with_a_ring_known_to_be_over(victim: Station, liar: Liar) -> None:
    first = liar.say(calls.RING, ring(), to=ME)
    liar.deliver(victim)
    victim.say(calls.DECLINE, decline(first))
    cancel = calls.Cancel(first, calls.CancelReason.WITHDRAWN)
    seen = seen_by(liar, victim)
    assert codes_after(victim, liar, liar.act(calls.CANCEL, cancel, "watch", seen=seen)) == [
        "turn"
    ]
    second = victim.say(calls.RING, ring(), to=Addressee(0, "watch"))
    victim.say(calls.CANCEL, calls.Cancel(second, calls.CancelReason.WITHDRAWN))
    seen = seen_by(liar, victim)
    answer = liar.act(calls.ANSWER, calls.Answer(second, "x", offer()), "watch", seen=seen)
    assert codes_after(victim, liar, answer) == ["turn"]


def test_a_third_party_has_no_say() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    liar.deliver(a)
    liar.deliver(b)
    ref = a.say(calls.RING, ring(), to=ME)
    letter = a.say(messages.MESSAGE, message(), to=ME)
    meet(a, b)
    b.say(calls.ANSWER, calls.Answer(ref, "x", offer()))
    meet(a, b)
    leg = all_calls(a).popitem()[1].legs[0].deed.ref
    sizes = [Seen(s.me, 0, s.newest(s.me).size) for s in (a, b)]
    acts = [
        liar.act(calls.END, calls.End(ref, calls.EndReason.DONE), "watch", seen=sizes),
        liar.act(legs.LEG_ACCEPT, accept(leg), "watch"),
        liar.act(legs.LEG_OFFER, legs.LegAgain(ref, offer(1)), "watch"),
        liar.act(messages.OPENED, messages.MessageNote(letter, "x"), "watch"),
    ]
    assert codes_after(a, liar, *acts) == ["desks"] * 4


def test_messages_out_of_form(victim: Station, liar: Liar) -> None:
    blob = messages.Blob(bytes(32), 5_000, "text/plain")
    acts = [
        liar.act(messages.MESSAGE, replace(message(), text=""), "watch", ME),
        liar.act(messages.MESSAGE, replace(message(), blob=blob), "watch", ME),
        liar.act(messages.MESSAGE, message("x" * 4_097), "watch", ME),
        liar.act(messages.MESSAGE, message(), "minister"),
        liar.act(messages.MESSAGE, message(), "minister", ME),
        liar.act(messages.REMARK, messages.Remark("en", "x", "x"), "minister"),
        liar.act(messages.REMARK, messages.Remark("en", "x", "x"), "watch", ME),
    ]
    assert codes_after(victim, liar, *acts) == ["malformed"] * 3 + ["desks"] * 4
    mine = victim.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    moved = replace(mine, leaf=bytes(32))
    seen = seen_by(liar, victim)
    acts = [
        liar.act(messages.OPENED, messages.MessageNote(mine, "x"), "navy", seen=seen),
        liar.act(messages.OPENED, messages.MessageNote(mine, "x"), "minister"),
        liar.act(messages.OPENED, messages.MessageNote(mine, "x"), "watch"),
        liar.act(messages.OPENED, messages.MessageNote(mine, "x"), "watch"),
        liar.act(messages.OPENED, messages.MessageNote(moved, "x"), "watch"),
    ]
    assert codes_after(victim, liar, *acts) == ["desks", "desks", None, None, "reference"]


# --- noise --------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=200), max_size=8), st.data())
def test_noise_stops_nothing(noise: list[bytes], data: st.DataObject) -> None:
    victim, liar = Station(1, 2), Liar()
    good = liar.act(messages.MESSAGE, message(), "watch", ME)
    for entry in noise:
        at = data.draw(st.integers(0, len(good)))
        liar.write(entry, good[:at] + entry + good[at + len(entry) :])
    liar.write(good)
    liar.deliver(victim)
    meet_receipts(victim, liar)
    feed = victim.line.feeds[liar.feed]
    assert feed.folded == feed.size or victim.line.feeds[liar.feed].inert <= len(noise) * 2


@settings(max_examples=60, deadline=None)
@given(
    st.binary(min_size=129, max_size=140),
    st.lists(st.binary(max_size=64), min_size=1, max_size=4),
    st.integers(0, 4),
)
def test_noise_in_parcels_is_a_documented_error(
    packed: bytes, entries: list[bytes], start: int
) -> None:
    victim, liar = Station(1, 2), Liar()
    liar.deliver(victim)
    for feed in (liar.feed, victim.line.own, FeedId(bytes(16))):
        assert feed is not None
        head = feed + packed[16:]
        body = Entries(feed, start, tuple(entries), head, ())
        assert isinstance(victim.receive_from(liar.station, body).error, PeerError)


def test_rings_past_the_quota_are_kept_and_sound_no_bell() -> None:
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    a.take(Bells("watch", 1))
    an_hour = a.charter.terms.precedences[0].an_hour
    liar_rings = 3 * an_hour
    for _ in range(liar_rings):
        b.say(calls.RING, ring(0), to=Addressee(0, "watch"))
    meet(a, b)
    found = list(all_calls(a).values())
    assert len(found) == liar_rings
    sounding = [call for call in found if call.alert is not None]
    assert len(sounding) == an_hour
    assert all(call.joins == (call.alert is None) for call in found)
    # A restart forgets nothing of it.
    a.crash()
    a.take(Bells("watch", 1))
    b.say(calls.RING, ring(0), to=Addressee(0, "watch"))
    meet(a, b)
    assert sum(call.alert is not None for call in all_calls(a).values()) == an_hour
    # Another pair of desks is heard all the same, and the same one a minute later.
    a.take(Bells("navy", 1))
    b.say(calls.RING, ring(0), sender="navy", to=Addressee(0, "navy"))
    meet(a, b)
    assert sum(call.alert is not None for call in all_calls(a).values()) == an_hour + 1
    for one in (a, b):
        one.now_ms += 60_000
    b.say(calls.RING, ring(0), to=Addressee(0, "watch"))
    meet(a, b)
    assert sum(call.alert is not None for call in all_calls(a).values()) == an_hour + 2
    assert a.refused == b.refused == []


def test_what_claims_to_have_seen_what_is_said_only_now_waits_no_longer_than_that(
    victim: Station, liar: Liar
) -> None:
    victim.take(Bells("watch", 1))
    own = victim.newest(victim.me)
    claim = Seen(own.party, own.incarnation, own.size + 1)
    liar.say(calls.RING, ring(), to=ME)
    liar.say(messages.REMARK, messages.Remark("en", "I know.", "op"), seen=[claim])
    liar.deliver(victim)
    assert victim.newest(victim.me).size > own.size
    assert victim.line.feeds[liar.feed].folded == 3


def test_an_opening_inside_a_feed_waits_for_nothing_behind_itself(
    victim: Station, liar: Liar
) -> None:
    """What another party's opening says of its earlier feed is about that party's feed."""
    previous = upkeep.End(0, 9, bytes(32))
    liar.write(liar.opening(incarnation=1, previous=previous))
    liar.say(messages.REMARK, messages.Remark("en", "Going on.", "W"))
    liar.deliver(victim)
    feed = victim.line.feeds[liar.feed]
    assert (feed.folded, feed.inert) == (3, 1)
