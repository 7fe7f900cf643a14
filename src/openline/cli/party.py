"""`openline party`: a party's root key and its card."""

from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from openline.ceremony.party import PartyFolder, create_party, rotate_root
from openline.cli.card import card_data, show_card
from openline.cli.inputs import by_language, passphrase
from openline.cli.output import data, say, text
from openline.station.files import write_new

app = cyclopts.App(name="party", help="A party: its root key and its card.")


@app.command
def create(
    folder: Path,
    /,
    *,
    code: str,
    name: list[str],
    place: list[str],
    zone: str,
    language: str,
    passphrase_file: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Make a party: root keys Ed25519 and ML-DSA-87, kept under a passphrase.

    Args:
        folder: A new folder, on a machine or medium that stays offline.
        code: Short and lower-case, as in sg; it stands in the numbers of messages.
        name: The party's name, once for each language, as in en=Singapore.
        place: Its capital, once for each language.
        zone: Time zone of the capital, as in Asia/Singapore.
        language: Language in which the party reads and signs, as in en.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
        json: One line of JSON.
    """
    party = create_party(
        folder,
        code=code,
        names=by_language(name, "--name"),
        places=by_language(place, "--place"),
        zone=zone,
        language=language,
        passphrase=passphrase(passphrase_file, new=True),
    )
    if json:
        data(card_data(party.card()))
        return
    say(text("party-created", folder=str(folder)))
    show_card(party.card())


@app.command
def rotate(
    folder: Path,
    /,
    *,
    passphrase_file: Path | None = None,
    new_passphrase_file: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Replace the party's root key by a new one, which the old one signs.

    It counts for others once an amendment that was drafted from the new card is in force.

    Args:
        folder: The party's folder.
        passphrase_file: A file whose first line opens the old key; else it is asked for.
        new_passphrase_file: A file whose first line is to open the new one.
        json: One line of JSON.
    """
    party = PartyFolder(folder)
    old = passphrase(passphrase_file)
    new = passphrase(new_passphrase_file, new=True, ask="ask-new-passphrase")
    statement = rotate_root(party, old, new)
    if json:
        data(card_data(party.card()))
        return
    say(text("root-rotated", number=str(statement.number), folder=str(folder)))
    show_card(party.card())


@app.command
def card(
    folder: Path,
    /,
    *,
    out: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Show the party's card, or write it to a file for the other parties.

    Args:
        folder: The party's folder.
        out: The file to make.
        json: One line of JSON.
    """
    party = PartyFolder(folder)
    if out is not None:
        party.card()
        write_new(out, party.card_bytes())
    if json:
        data(card_data(party.card()))
        return
    show_card(party.card())
    if out is not None:
        say(text("written", file=str(out)))
