"""Who knew what."""

from openline.core.acts.act import Seen
from openline.core.acts.knowledge import advance, held, knows
from tests.core.acts.examples import deed


def test_a_feed_knows_its_own_past_and_what_it_has_seen() -> None:
    assert knows(deed(0, 2), deed(0, 1))
    assert not knows(deed(0, 1), deed(0, 1))
    assert not knows(deed(0, 1), deed(0, 2))
    assert knows(deed(0, 0, Seen(1, 0, 3)), deed(1, 2))
    assert not knows(deed(0, 0, Seen(1, 0, 3)), deed(1, 3))
    assert not knows(deed(0, 0, Seen(1, 1, 9)), deed(1, 0))


def test_what_was_seen_never_decreases() -> None:
    seen = (Seen(1, 0, 5),)
    assert advance(seen, (), (0, 1)) is seen
    assert advance(seen, (Seen(1, 0, 3),), (0, 1)) == seen
    assert advance(seen, (Seen(0, 1, 9),), (0, 1)) == seen
    assert Seen(0, 0, 9) in advance(seen, (Seen(0, 0, 9),), (0, 1))
    assert advance(seen, (Seen(2, 0, 0),), (0, 1)) == seen
    after = advance(seen, (Seen(2, 0, 1), Seen(1, 0, 6)), (0, 1))
    assert after == (Seen(1, 0, 6), Seen(2, 0, 1))
    assert held(after, 1, 0) == 6
    assert held(after, 3, 0) == 0
