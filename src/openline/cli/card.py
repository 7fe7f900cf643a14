"""`openline card`: what another party's card says."""

from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import Parameter

from openline.cli.output import data, say, speaker, spoken, text
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import root_words
from openline.core.identity import CARD_BYTES, Card, card_party, card_stations, parse_card
from openline.core.wording import wording
from openline.locale import LANGUAGES, words
from openline.station.files import read_bytes

app = cyclopts.App(name="card", help="The card of a party: names, root keys, stations.")


@app.command
def show(file: Path, /, *, json: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Check a card and show its fingerprint and check words in each language.

    Args:
        file: The card.
        json: One line of JSON.
    """
    card = parse_card(read_bytes(file, CARD_BYTES))
    if json:
        data(card_data(card))
        return
    show_card(card, every_language=True)


def card_data(card: Card) -> dict[str, Any]:
    """Return a card as JSON values."""
    party = card_party(card)
    numbers = root_words(Digest(party))
    return {
        "party": party.hex(),
        "code": card.code,
        "names": {name.language: name.text for name in card.names},
        "places": {place.language: place.text for place in card.places},
        "zone": card.zone,
        "language": card.language,
        "numbers": list(numbers),
        "words": {tag: [words(tag)[number] for number in numbers] for tag in LANGUAGES},
        "stations": [
            {
                "station": station.hex(),
                "site": entry.site,
                "line_addresses": list(entry.line_addresses),
                "media_addresses": list(entry.media_addresses),
            }
            for station, entry in zip(card_stations(card), card.stations, strict=True)
        ],
    }


def show_card(card: Card, *, every_language: bool = False) -> None:
    """Print a card for people, its words in their language or in all of them."""
    here = speaker().language
    party = card_party(card)
    numbers = root_words(Digest(party))
    name = wording(card.names, [here]).text
    say(text("card", name=name, code=card.code, fingerprint=party.hex()))
    tags = LANGUAGES if every_language else (here,)
    for tag in tags:
        say(text("words-of", language=tag))
        say(spoken(numbers, tag))
    for station, entry in zip(card_stations(card), card.stations, strict=True):
        addresses = ", ".join(entry.line_addresses)
        say(text("card-station", site=entry.site, station=station.hex(), addresses=addresses))
