"""Lines of three: what a party keeps from another, or cannot send, the third one passes on."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.acts import calls, messages, upkeep
from openline.core.acts.act import Addressee
from openline.core.acts.calls import Stage
from openline.core.errors import BadProof, BadSignature, Malformed
from openline.core.intake import Gap
from openline.core.line import EVIDENCE, FEEDS_OF_A_PARTY
from openline.core.parcels import Contrast, Entries, Have, HaveFeed, Statements
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.evidence import fork_path
from openline.core.replication import Link
from openline.core.switchboard import Bells
from openline.ports.memory import MemoryAnchor, MemoryStore
from tests.core.line.liar import History, Liar, statements
from tests.core.line.speaking import decline, message, ring
from tests.core.line.stations import Station, keys_of, meet
from tests.core.line.views import accusations, facts, only, stages

BEAT_MS = 2_000
B = Addressee(1, "watch")


def beat(*pairs: tuple[Station, Station], times: int = 1) -> int:
    """Let stations that have a link exchange heartbeats and what is owed; tells the bytes."""
    carried = 0
    for _ in range(times):
        for one in {id(one): one for pair in pairs for one in pair}.values():
            one.elapse(BEAT_MS)
        ways = [*pairs, *((b, a) for a, b in pairs)]
        for one, other in ways:
            other.heard(one.me, one.have(other.me))
        moved = True
        while moved:
            moved = False
            for one, other in ways:
                for body in one.owed(other.me):
                    moved = True
                    carried += size(body)
                    other.receive(one, body)
    return carried


def size(body: Entries | Statements | Contrast) -> int:
    if isinstance(body, Contrast):
        return sum(map(len, (*body.path, body.statement)))
    if isinstance(body, Entries):
        return sum(map(len, (*body.entries, *body.path, body.statement)))
    return sum(map(len, body.statements))


def trio() -> tuple[Station, Station, Station]:
    a, b, c = (Station(number, 3) for number in range(3))
    for one in (a, b, c):
        one.take(Bells("watch", 1))
    meet(a, b, c)
    beat((a, b), (b, c), (a, c), times=2)
    return a, b, c


def nobody_complains(*stations: Station) -> None:
    for one in stations:
        assert [error for error in accusations(one) if not isinstance(error, Gap)] == []
        assert all(feed.inert == 0 for feed in one.line.feeds.values())


def test_a_ring_finds_its_way_around_a_cut() -> None:
    a, b, c = trio()
    c.say(calls.RING, ring(ring_for_s=60), to=B)
    assert not stages(b)
    beat((a, b), (a, c), times=3)
    assert stages(a) == stages(b) == [Stage.ALERTING]
    b.say(calls.COMING, calls.Coming(only(b).deed.ref, "x"))
    beat((a, b), (a, c), times=7)
    # The other side spoke of it, so it got there, although no receipt came.
    assert stages(c) == [Stage.ALERTING]
    b.say(calls.DECLINE, decline(only(b).deed.ref))
    beat((a, b), (a, c), times=5)
    assert stages(a) == stages(b) == stages(c) == [Stage.DECLINED]
    assert facts(a) == facts(b) == facts(c)
    nobody_complains(a, b, c)


def test_what_its_author_brings_itself_is_not_passed_on() -> None:
    a, b, c = trio()
    for _ in range(3):
        c.say(messages.MESSAGE, message(), to=B)
        for body in c.owed(1):
            b.receive(c, body)
        for body in c.owed(0):
            a.receive(c, body)
        a.heard(1, b.have(0))
        assert not any(isinstance(body, Entries) for body in a.owed(1))


def test_what_two_hold_alike_is_told_once_and_then_no_more() -> None:
    a, b, c = trio()
    c.say(messages.MESSAGE, message(), to=B)
    beat((a, b), (b, c), (a, c), times=3)
    assert beat((a, b), (b, c), (a, c), times=3) == 0


def test_a_party_that_shows_one_less_than_the_other_stops_nobody() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.deliver(a)
    for _ in range(3):
        liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(a)
    said = a.say(messages.MESSAGE, message(), to=B)
    meet(a, b)
    assert b.newest(0).folded <= said.index
    beat((a, b), times=3)
    assert b.newest(0).folded > said.index
    assert facts(a) == facts(b)
    nobody_complains(a, b)


def test_what_bears_one_signature_is_not_judged_on_a_line_of_three() -> None:
    a, liar = Station(0, 3), Liar(2, 3)
    liar.deliver(a)
    liar.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    a.receive_from(liar.station, liar.parcel(1, statement=liar.signed(firm=False)))
    feed = a.line.feeds[liar.feed]
    assert (feed.size, feed.folded) == (2, 1)
    a.receive_from(liar.station, statements(liar.signed()))
    assert a.line.feeds[liar.feed].folded == 2


def test_two_histories_shown_to_two_parties_are_found_by_both() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    other = Liar(2, 3)
    other.entries = list(liar.entries)
    for told, victim in ((liar, a), (other, b)):
        told.say(messages.MESSAGE, message(), to=B)
        told.deliver(victim)
    first, second = (
        a.say(messages.MESSAGE, message(), to=B),
        b.say(messages.MESSAGE, message(), to=Addressee(0, "watch")),
    )
    beat((a, b), times=4)
    for one in (a, b):
        assert one.line.feeds[liar.feed].frozen
        assert one.newest(0).folded > first.index
        assert one.newest(1).folded > second.index
    # Both know, so nothing more is told.
    assert beat((a, b), times=3) == 0
    nobody_complains(a, b)


def test_two_histories_shown_to_one_party_are_told_to_the_other() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(a)
    liar.deliver(b)
    a.receive_from(liar.station, statements(liar.signed(2, root=bytes(32))))
    assert a.line.feeds[liar.feed].frozen
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(b)
    said = b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    beat((a, b), times=4)
    assert b.line.feeds[liar.feed].frozen
    assert a.newest(1).folded > said.index
    assert beat((a, b), times=3) == 0


def test_of_a_frozen_feed_the_history_goes_along_with_what_contradicts_it() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    for _ in range(3):
        liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(a)
    a.receive_from(liar.station, statements(liar.signed(3, root=bytes(32))))
    assert a.line.feeds[liar.feed].frozen
    beat((a, b), times=5)
    assert b.line.feeds[liar.feed].frozen
    assert beat((a, b), times=3) == 0


def test_what_stands_under_one_signature_alone_is_passed_on_to_nobody() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    a.receive_from(liar.station, liar.parcel(statement=liar.signed(firm=False)))
    (told,) = (told for told in a.have(1).feeds if told.feed == liar.feed)
    assert (told.held, told.provisional, told.firm) == (1, 1, 0)
    a.receive_from(liar.station, statements(liar.signed(1, firm=False, root=bytes(32), time=2)))
    assert a.line.feeds[liar.feed].frozen
    beat((a, b), times=4)
    assert liar.feed not in b.line.feeds


def test_what_contradicts_under_one_signature_alone_is_not_repeated_for_ever() -> None:
    """The other side can never find it out, and a narrow line would carry nothing else."""
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(a)
    liar.deliver(b)
    a.receive_from(liar.station, statements(liar.signed(2, firm=False, root=bytes(32), time=2)))
    assert a.newest(2).frozen
    beat((a, b), times=4)
    assert not b.newest(2).frozen
    assert beat((a, b), times=3) == 0


def test_what_contradicts_beyond_what_the_other_holds_is_not_repeated_for_ever() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.deliver(a)
    liar.deliver(b)
    for _ in range(2):
        liar.say(messages.MESSAGE, message(), to=B)
    a.receive_from(liar.station, liar.parcel(1, 2))
    a.receive_from(liar.station, statements(liar.signed(2, root=bytes(32))))
    assert a.newest(2).frozen
    beat((a, b), times=4)
    # It keeps them: should it ever hold so much, it finds them out.
    assert len(b.newest(2).ahead) == 2
    assert beat((a, b), times=3) == 0


def test_to_one_who_knows_two_histories_of_its_first_entry_nothing_is_sent() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(a)
    b.receive_from(liar.station, liar.parcel(0, 1))
    b.receive_from(liar.station, statements(liar.signed(1, root=bytes(32))))
    assert b.newest(2).frozen
    assert b.newest(2).provisional is None
    assert beat((a, b), times=4) == 0
    nobody_complains(a, b)


def test_what_came_back_under_one_signature_gets_the_second() -> None:
    """Else nobody could pass it on, and on a line of three nobody would ever judge it."""
    a, b, c = trio()
    before = c.store.copy()
    said = c.say(messages.MESSAGE, message(), to=B)
    lost = c.newest(2)
    assert lost.provisional is not None
    bare = replace(lost.provisional, ml=b"")
    (parcel,) = (body for body in c.owed(0) if isinstance(body, Entries))
    a.receive(c, replace(parcel, statement=encode_statement(bare)))
    assert a.line.feeds[lost.feed].folded == said.index
    c.store = before
    c.crash()
    beat((a, b), (a, c), (b, c), times=6)
    assert c.line.own != lost.feed
    assert [one.line.feeds[lost.feed].folded for one in (a, b, c)] == [said.index + 1] * 3
    nobody_complains(a, b, c)


def two_histories(first: int, second: int) -> tuple[Liar, Liar]:
    """One party's feed as it shows it to two others: the same opening, then so many acts."""
    liar, other = Liar(2, 3), Liar(2, 3)
    other.entries = list(liar.entries)
    for told, many in ((liar, first), (other, second)):
        for _ in range(many):
            told.say(messages.MESSAGE, message(), to=B)
    return liar, other


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1), (2, 9), (5, 6)])
@pytest.mark.parametrize("firm", [True, False])
def test_two_histories_of_different_length_stop_nobody_and_blame_nobody(
    first: int, second: int, *, firm: bool
) -> None:
    a, b = Station(0, 3), Station(1, 3)
    meet(a, b)
    liar, other = two_histories(first, second)
    a.receive_from(liar.station, liar.parcel(statement=liar.signed(firm=firm)))
    other.deliver(b)
    said = a.say(messages.MESSAGE, message(), to=B)
    back = b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    beat((a, b), times=8)
    assert a.line.feeds[liar.feed].frozen
    assert b.line.feeds[liar.feed].frozen is firm
    assert b.newest(0).folded > said.index
    assert a.newest(1).folded > back.index
    assert beat((a, b), times=3) == 0
    nobody_complains(a, b)
    proofs = [key for key, _ in a.store.cells(EVIDENCE + liar.feed) if key[:5] == b"proof"]
    assert bool(proofs) is firm


def contrast(of: Liar, size: int, statement: Statement | None = None) -> Contrast:
    statement = statement or of.signed()
    path = fork_path(size, statement.size, History(of.entries))
    return Contrast(size, encode_statement(statement), tuple(path))


def test_a_contrast_that_contradicts_nothing_changes_nothing() -> None:
    a, b = Station(0, 3), Station(1, 3)
    meet(a, b)
    liar, other = two_histories(3, 3)
    a.receive_from(liar.station, liar.parcel(0, 3, statement=liar.signed(3)))
    before = a.line.feeds[liar.feed]
    own = a.newest(0)
    assert own.firm is not None
    unknown = Liar(2, 3, incarnation=9)
    unknown.say(messages.MESSAGE, message(), to=B)
    for harmless in (
        contrast(liar, 2),
        contrast(liar, 2, liar.signed(3)),
        replace(contrast(liar, 2), size=0),
        replace(contrast(liar, 2), size=4),
        contrast(unknown, 1),
        replace(contrast(liar, 2), size=1, statement=encode_statement(own.firm)),
    ):
        assert a.receive_from(b.charter.station, harmless).error is None
    assert a.line.feeds[liar.feed] == before
    assert a.newest(0) == own
    for bad, error in (
        (replace(contrast(other, 2), statement=encode_statement(liar.signed())), BadProof),
        (replace(contrast(other, 2), path=()), Malformed),
        (contrast(other, 2, other.signed(firm=False)), BadSignature),
    ):
        assert isinstance(a.receive_from(b.charter.station, bad).error, error)
    assert a.line.feeds[liar.feed] == before
    a.receive_from(b.charter.station, contrast(other, 2))
    assert a.line.feeds[liar.feed].frozen
    assert a.receive_from(b.charter.station, contrast(other, 2)).error is None
    assert a.receive_from(b.charter.station, other.parcel(3)).error is None


def test_a_contrast_shows_another_history_within_what_is_held() -> None:
    a, b = Station(0, 3), Station(1, 3)
    meet(a, b)
    liar, other = two_histories(3, 2)
    liar.deliver(a)
    a.receive_from(b.charter.station, contrast(other, 2))
    assert a.line.feeds[liar.feed].frozen
    nobody_complains(a, b)


def test_what_is_kept_of_two_histories_contradicts_itself() -> None:
    """Two statements of the history that is not held here agree, and would show nobody."""
    a, b = Station(0, 3), Station(1, 3)
    meet(a, b)
    liar, other = two_histories(8, 8)
    other.deliver(b)
    a.receive_from(liar.station, liar.parcel(0, 1, statement=liar.signed(1)))
    path = liar.parcel(0, 3, statement=liar.signed(8)).path
    far = replace(liar.parcel(0, 3), statement=encode_statement(other.signed(8)), path=path)
    assert isinstance(a.receive_from(liar.station, far).error, BadProof)
    a.receive_from(liar.station, liar.parcel(1, 6, statement=liar.signed(7)))
    a.receive_from(liar.station, statements(other.signed(4)))
    kept = [(one.size, one.root) for one in a.newest(2).ahead]
    assert kept == [(one.size, one.root) for one in (other.signed(4), liar.signed(7))]
    beat((a, b), times=6)
    assert b.newest(2).frozen
    assert beat((a, b), times=3) == 0


def test_a_second_signature_that_was_lost_on_the_way_is_sent_again() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(a)
    b.receive_from(liar.station, liar.parcel(statement=liar.signed(firm=False)))
    said = a.say(messages.MESSAGE, message(), to=B)
    a.heard(1, b.have(0))
    lost = a.owed(1)
    assert any(isinstance(body, Statements) for body in lost)
    beat((a, b), times=4)
    assert b.newest(0).folded > said.index
    nobody_complains(a, b)


def test_a_party_that_opens_too_many_feeds_stops_nobody_and_blames_nobody() -> None:
    a, b = Station(0, 3), Station(1, 3)
    meet(a, b)
    for number in range(FEEDS_OF_A_PARTY):
        Liar(2, 3, incarnation=number).deliver(a)
        Liar(2, 3, incarnation=1_000 + number).deliver(b)
    said = b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    beat((a, b), times=4)
    assert a.newest(1).folded > said.index
    nobody_complains(a, b)
    # What is not taken is sent less and less often.
    carried = [beat((a, b)) > 0 for _ in range(30)]
    assert sum(carried[:10]) >= 1
    assert sum(carried[10:]) <= 2


def test_what_a_party_left_behind_and_another_saw_is_taken_until_the_party_speaks() -> None:
    """Whoever lost its store and does not reach one of the two would else stop both."""
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.deliver(a)
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(b)
    new = Liar(2, 3, incarnation=7)
    new.deliver(a)
    assert a.receive_from(liar.station, liar.parcel(1)).error is None
    assert a.line.feeds[liar.feed].size == 1
    said = b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    beat((a, b), times=4)
    assert a.newest(1).folded > said.index
    assert facts(a) == facts(b)
    nobody_complains(a, b)


def test_what_a_party_left_behind_is_taken_no_further_once_it_spoke() -> None:
    a, b, liar = Station(0, 3), Station(1, 3), Liar(2, 3)
    meet(a, b)
    liar.deliver(a)
    liar.say(messages.MESSAGE, message(), to=B)
    liar.deliver(b)
    new = Liar(2, 3, incarnation=7)
    new.say(upkeep.FEED_ADOPT, upkeep.FeedAdopt(0, 1, bytes(32)), sender="")
    new.deliver(a)
    b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    beat((a, b), times=4)
    assert a.line.feeds[liar.feed].size == 1
    nobody_complains(a, b)


@pytest.mark.parametrize("split", [True, False])
def test_what_nobody_can_pass_on_keeps_nobody_recovering(*, split: bool) -> None:
    a, b = Station(0, 3), Station(1, 3)
    c = Station(2, 3)
    before = b.store.copy()
    meet(a, b, c)
    b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    meet(a, b, c)
    liar = Liar(2, 3, incarnation=9)
    a.receive_from(liar.station, liar.parcel(statement=liar.signed(firm=False)))
    if split:
        twin = liar.signed(1, firm=False, root=bytes(32), time=2)
        a.receive_from(liar.station, statements(twin))
    b.store = before
    b.crash()
    assert b.line.unheard
    beat((a, b), (b, c), times=6)
    assert not b.line.unheard


def test_more_feeds_than_a_heartbeat_names() -> None:
    a, _, _ = trio()
    link = Link(1)
    told = HaveFeed(bytes(16), 1, 1, 1, 1, 1)
    link.heard(a.charter, a.line, Have((told,) * 512, bytes(8), bytes(8), 0, 0), a.now_ms)
    assert link.greeted


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=24))
def test_whatever_is_cut_all_come_to_the_same_as_long_as_one_way_is_left(
    script: Sequence[tuple[int, int]],
) -> None:
    a, b, c = everyone = trio()
    ways = [(a, b), (b, c), (a, c)]
    for what, which in script:
        one = everyone[which]
        if what < 2:
            to = Addressee((which + 1 + what) % 3, "watch")
            one.say(calls.RING, ring(ring_for_s=30), to=to)
        elif what == 2:
            one.say(messages.MESSAGE, message(), to=Addressee((which + 1) % 3, "watch"))
        elif what == 3:
            one.crash()
        else:
            del ways[which:]
            beat(*ways[: what - 3])
            ways = [(a, b), (b, c), (a, c)]
    left = [(a, b), (a, c)]
    beat(*left, times=24)
    assert facts(a) == facts(b) == facts(c)
    for one in everyone:
        assert all(feed.folded == feed.size for feed in one.line.feeds.values())
    nobody_complains(*everyone)


def test_two_that_lost_their_disks_get_all_back_from_the_third() -> None:
    """Each takes nothing of what the other left behind until the other says how far it goes."""
    a, b, c = trio()
    for one, to in ((a, B), (b, Addressee(0, "watch")), (a, B)):
        one.say(messages.MESSAGE, message(), to=to)
        beat((a, b), (b, c), (a, c), times=2)
    for one in (a, b):
        one.store = MemoryStore()
        one.now_ms += 60_000
        one.crash()
    beat((a, b), times=2)  # now both hold the other's new feed, and nothing of the old one
    beat((a, b), (b, c), (a, c), times=8)
    for one in (a, b, c):
        assert not one.line.unheard
        assert all(feed.folded == feed.size for feed in one.line.feeds.values())
    assert facts(a) == facts(b) == facts(c)
    nobody_complains(a, b, c)


def test_a_liars_feed_that_one_does_not_take_keeps_it_from_recovering_no_longer() -> None:
    a, b = Station(0, 3), Station(1, 3)
    before, after = Liar(2, 3), Liar(2, 3, incarnation=1)
    meet(a, b)
    before.deliver(a)
    after.deliver(b)
    b.anchor = MemoryAnchor()
    b.crash()
    beat((a, b), times=6)
    assert before.feed not in b.line.feeds
    assert b.line.left[before.feed] == 0
    assert b.line.unheard == {2}  # the liar itself never tells


def test_what_comes_too_late_is_looked_at_only_under_its_authors_signature() -> None:
    a, before, after = Station(0, 3), Liar(2, 3), Liar(2, 3, incarnation=1)
    after.deliver(a)
    forged = before.parcel(0, statement=replace(before.signed(), ed=bytes(64)))
    outcome = a.receive_from(keys_of(1).id, forged)
    assert isinstance(outcome.error, BadSignature)
    assert before.feed not in a.line.left
