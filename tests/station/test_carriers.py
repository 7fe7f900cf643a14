"""Which of several links carry what."""

from hypothesis import given
from hypothesis import strategies as st

from openline.core.parcels import Have
from openline.ports.path import LinkId
from openline.station.carriers import NEAR_MS, PATIENCE_MOST_MS, carriers, patience_ms
from openline.station.echoes import BEATS, QUIET_AFTER_MS, Echoes

NOW_MS = 1_800_000_000_000
ONE, TWO = LinkId(1), LinkId(2)


def echo(link: Echoes, delay_ms: int, now_ms: int = NOW_MS) -> None:
    challenge = now_ms.to_bytes(8, "big")
    link.ask(challenge, now_ms - delay_ms)
    link.heard(Have((), bytes(8), challenge, 0, now_ms), now_ms)


def proven(path: str, delay_ms: int, cost: int = 0) -> Echoes:
    link = Echoes(path, cost)
    echo(link, delay_ms)
    return link


def test_links_of_equal_cost_all_carry_everything() -> None:
    links = {ONE: proven("cable", 5), TWO: proven("radio", 60)}
    assert carriers(links, NOW_MS) == {ONE, TWO}


def test_a_dearer_link_carries_only_what_is_urgent_while_a_cheaper_one_is_proven() -> None:
    links = {ONE: proven("cable", 500), TWO: proven("satellite", 5, cost=1)}
    assert carriers(links, NOW_MS) == {ONE}
    later = NOW_MS + QUIET_AFTER_MS + 1
    echo(links[TWO], 5, later)
    assert carriers(links, later) == {TWO}


def test_a_far_slower_link_of_the_same_cost_does_not_carry_everything() -> None:
    links = {ONE: proven("cable", 5), TWO: proven("satellite", NEAR_MS + 1)}
    assert carriers(links, NOW_MS) == {ONE}


def test_without_any_proof_all_links_carry() -> None:
    links = {ONE: Echoes("cable"), TWO: Echoes("satellite", cost=9)}
    assert carriers(links, NOW_MS) == {ONE, TWO}


def test_a_link_that_is_doubted_is_trusted_again_after_a_later_echo() -> None:
    links = {ONE: proven("cable", 5), TWO: proven("satellite", 500, cost=1)}
    challenge = b"asked in"
    links[ONE].ask(challenge, NOW_MS)
    links[ONE].doubt(NOW_MS + 1)
    links[ONE].heard(Have((), bytes(8), challenge, 0, NOW_MS), NOW_MS + 2)
    assert carriers(links, NOW_MS + 2) == {TWO}
    echo(links[ONE], 5, NOW_MS + 10)
    assert carriers(links, NOW_MS + 10) == {ONE}


def test_a_link_that_was_cut_for_long_and_mended_carries_again_after_one_quick_echo() -> None:
    links = {ONE: proven("cable", 45), TWO: proven("radio", 45)}
    echo(links[ONE], 8_000)
    assert carriers(links, NOW_MS) == {TWO}
    echo(links[ONE], 45)
    assert carriers(links, NOW_MS) == {ONE, TWO}


def test_a_link_that_loses_half_of_its_echoes_does_not_carry_everything() -> None:
    links = {ONE: proven("cable", 5), TWO: proven("satellite", 500, cost=1)}
    for beat in range(BEATS):
        links[ONE].beat()
        if beat % 2:
            echo(links[ONE], 5)
    assert links[ONE].lost == 0.5
    assert carriers(links, NOW_MS) == {TWO}
    for _ in range(BEATS):
        links[ONE].beat()
        echo(links[ONE], 5)
    assert carriers(links, NOW_MS) == {ONE}


LINK = st.builds(proven, st.just("path"), st.integers(0, 5_000), st.integers(0, 3))


@given(st.dictionaries(st.integers(1, 9).map(LinkId), LINK), st.integers(0, 20_000))
def test_somebody_always_carries_and_all_carriers_cost_the_same(
    links: dict[LinkId, Echoes], passed_ms: int
) -> None:
    carrying = carriers(links, NOW_MS + passed_ms)
    assert bool(carrying) is bool(links)
    proven_ones = {links[link].cost for link in carrying if links[link].lives(NOW_MS)}
    assert passed_ms > QUIET_AFTER_MS or len(proven_ones) <= 1
    assert 0 < patience_ms(links[link] for link in carrying) <= PATIENCE_MOST_MS


def test_an_echo_ends_the_wait_for_all_challenges_before_it() -> None:
    link = Echoes("cable")
    old, new = b"old one ", b"new one "
    link.ask(old, NOW_MS)
    link.ask(new, NOW_MS + 1)
    assert link.heard(Have((), bytes(8), new, 0, NOW_MS), NOW_MS + 5)[0] is not None
    assert link.heard(Have((), bytes(8), old, 0, NOW_MS), NOW_MS + 6)[0] is None
