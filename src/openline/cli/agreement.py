"""`openline agreement`: draft, compare, sign, check, amend, give notices."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from openline import ceremony
from openline.ceremony import agreement as notices
from openline.ceremony.agreement import join as join_copies
from openline.ceremony.agreement import sign as add_signature
from openline.ceremony.agreement import terminate as give_notice
from openline.ceremony.draft import (
    DraftParty,
    make_draft,
    parties_of,
    party_of_card,
    read_draft,
)
from openline.ceremony.party import PartyFolder
from openline.ceremony.secret import (
    make_secret,
    read_words,
    secret_from_numbers,
    secret_numbers,
)
from openline.cli.inputs import day, now_s, passphrase
from openline.cli.output import data, say, speaker, spoken, text
from openline.cli.terms import agreement_data, show_agreement
from openline.core.agreement.checks import verify_in_time
from openline.core.agreement.document import (
    AGREEMENT_BYTES,
    Agreement,
    parse_agreement,
    parse_draft,
)
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, StationId
from openline.core.crypto.sealing import psk_id
from openline.core.crypto.words import root_words
from openline.core.errors import BadInput
from openline.core.identity import CARD_BYTES, parse_card
from openline.core.wording import wording
from openline.locale import LANGUAGES
from openline.locale import words as check_words
from openline.station.files import read_bytes, replace, write_new
from openline.station.keys import read_secret, write_secret

app = cyclopts.App(name="agreement", help="The agreement that opens a line.")
secret = cyclopts.App(
    name="secret", help="A secret exchanged face to face, mixed into the keys."
)
app.command(secret)

Json = Annotated[bool, Parameter(negative="")]


@app.command
def example() -> None:
    """Print a complete draft in TOML, to be changed where it differs."""
    say((resources.files(ceremony) / "example.toml").read_text("utf-8").rstrip("\n"))


@app.command
def draft(
    *,
    source: Annotated[Path, Parameter(name="--from")],
    card: list[Path],
    out: Path,
    secret: Path | None = None,
    json: Json = False,
) -> None:
    """Make an agreement file from a draft in TOML and the cards of the parties.

    Args:
        source: The draft; see: openline agreement example
        card: The card of each party; their order numbers the parties.
        out: The agreement file to make.
        secret: The file of the secret exchanged face to face, if it is to be used.
        json: One line of JSON.
    """
    parties = [party_of_card(parse_card(read_bytes(file, CARD_BYTES))) for file in card]
    _make(source, parties, secret, out, None, json=json)


@app.command
def amend(
    file: Path,
    /,
    *,
    source: Annotated[Path, Parameter(name="--from")],
    out: Path,
    card: list[Path] | None = None,
    secret: Path | None = None,
    json: Json = False,
) -> None:
    """Make the next version of an agreement; it needs the signature of every party again.

    Args:
        file: The agreement in force.
        source: The whole new draft in TOML.
        out: The agreement file to make.
        card: New cards of parties whose keys, stations or names changed.
        secret: The file of the secret, if the new version is to use one.
        json: One line of JSON.
    """
    earlier = parse_agreement(read_bytes(file, AGREEMENT_BYTES))
    cards = [parse_card(read_bytes(path, CARD_BYTES)) for path in card or []]
    _make(source, parties_of(earlier, cards), secret, out, earlier, json=json)


def _make(
    source: Path,
    parties: Sequence[DraftParty],
    secret_file: Path | None,
    out: Path,
    earlier: Agreement | None,
    *,
    json: bool,
) -> None:
    written, texts = read_draft(source)
    psk = None if secret_file is None else read_secret(secret_file)
    made = encode(make_draft(written, texts, parties, psk=psk, earlier=earlier))
    agreement = parse_draft(made)
    write_new(out, made)
    if json:
        data(agreement_data(agreement))
        return
    say(text("draft-made", file=str(out), version=str(agreement.terms.version)))
    _say_words(agreement, (speaker().language,))


@app.command
def show(file: Path, /, *, json: Json = False) -> None:
    """Check an agreement file and show all its terms.

    Args:
        file: The agreement file, signed or not.
        json: One line of JSON.
    """
    agreement = parse_draft(read_bytes(file, AGREEMENT_BYTES))
    if json:
        data(agreement_data(agreement))
        return
    show_agreement(agreement)


@app.command
def words(file: Path, /, *, json: Json = False) -> None:
    """Show the words that the delegations read aloud to one another before they sign.

    Args:
        file: The agreement file.
        json: One line of JSON.
    """
    agreement = parse_draft(read_bytes(file, AGREEMENT_BYTES))
    if json:
        data(_words_data(agreement))
        return
    _say_words(agreement, LANGUAGES)


def _words_data(agreement: Agreement) -> dict[str, object]:
    def listed(digest: bytes) -> dict[str, object]:
        numbers = root_words(Digest(digest))
        spelled = {tag: [check_words(tag)[n] for n in numbers] for tag in LANGUAGES}
        return {"numbers": list(numbers), "words": spelled}

    return {
        "terms": listed(agreement.terms_hash),
        "parties": {party.code: listed(party.party) for party in agreement.terms.parties},
    }


def _say_words(agreement: Agreement, tags: Sequence[str]) -> None:
    here = speaker().language
    for party in agreement.terms.parties:
        say(text("words-party", name=wording(party.names, [here]).text))
        for tag in tags:
            say(spoken(root_words(Digest(party.party)), tag))
    say(text("words-terms"))
    for tag in tags:
        say(spoken(root_words(agreement.terms_hash), tag))
    say(text("words-rule"))


@app.command
def sign(
    file: Path,
    /,
    *,
    party: Path,
    words_matched: Annotated[bool, Parameter(negative="")] = False,
    passphrase_file: Path | None = None,
    out: Path | None = None,
) -> None:
    """Sign an agreement file with the party's root key.

    Args:
        file: The agreement file; the signature is added to it.
        party: The party's folder.
        words_matched: The delegations have read the words aloud and they were the same.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
        out: Write here instead, and leave the file as it is.
    """
    if not words_matched:
        raise BadInput(
            "Nothing was signed: nobody has said that the words match.",
            advice="Compare them (openline agreement words), then sign with --words-matched.",
        )
    given = read_bytes(file, AGREEMENT_BYTES)
    signed = add_signature(PartyFolder(party), given, passphrase(passphrase_file), now_s())
    if out is None:
        replace(file, signed)
    else:
        write_new(out, signed)
    _say_missing(parse_draft(signed), out or file)


@app.command
def join(file: Path, other: list[Path], /, *, out: Path) -> None:
    """Join copies of one agreement that were signed apart.

    Args:
        file: One copy.
        other: The other copies.
        out: The agreement file to make.
    """
    copies = [read_bytes(path, AGREEMENT_BYTES) for path in other]
    joined = join_copies(read_bytes(file, AGREEMENT_BYTES), *copies)
    write_new(out, joined)
    _say_missing(parse_draft(joined), out)


def _say_missing(agreement: Agreement, file: Path) -> None:
    missing = ", ".join(agreement.terms.parties[n].code for n in agreement.unsigned)
    if missing:
        say(text("signed-missing", file=str(file), parties=missing))
    else:
        say(text("signed-all", file=str(file)))


@app.command
def check(file: Path, /, *, json: Json = False) -> None:
    """Check everything: signatures of all parties, texts, keys, certificates, time.

    Args:
        file: The agreement file.
        json: One line of JSON.
    """
    agreement = parse_agreement(read_bytes(file, AGREEMENT_BYTES))
    verify_in_time(agreement.terms, now_s())
    if json:
        data(agreement_data(agreement))
        return
    say(text("checked", line=agreement.line.hex(), version=str(agreement.terms.version)))


@app.command
def terminate(
    file: Path,
    /,
    *,
    party: Path,
    ends: str,
    out: Path,
    reason: str = "ended-by-notice",
    passphrase_file: Path | None = None,
) -> None:
    """Sign a party's notice that the agreement ends.

    Args:
        file: The agreement in force.
        party: The party's folder.
        ends: The day on which the line ends, as in 2027-05-31.
        out: The notice to make; every station installs it with: openline line notice
        reason: A short code.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
    """
    notice = give_notice(
        PartyFolder(party),
        read_bytes(file, AGREEMENT_BYTES),
        passphrase(passphrase_file),
        reason=reason,
        now_s=now_s(),
        ends_s=day(ends),
    )
    write_new(out, notice)
    say(text("notice-made", file=str(out), ends=ends))


@app.command
def revoke(
    file: Path,
    /,
    *,
    party: Path,
    station: str,
    out: Path,
    passphrase_file: Path | None = None,
) -> None:
    """Sign a party's notice that the key of one of its stations was lost or stolen.

    Args:
        file: The agreement in force.
        party: The party's folder.
        station: The station's id, 64 hexadecimal digits.
        out: The notice to make; every station installs it with: openline line notice
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
    """
    given = read_bytes(file, AGREEMENT_BYTES)
    word = passphrase(passphrase_file)
    notice = notices.revoke(
        PartyFolder(party), given, word, station=_station(station), now_s=now_s()
    )
    write_new(out, notice)
    say(text("notice-written", file=str(out)))


@app.command
def suspend(
    file: Path,
    /,
    *,
    party: Path,
    out: Path,
    reason: str = "suspended",
    passphrase_file: Path | None = None,
) -> None:
    """Sign a party's notice that it neither rings nor answers until it resumes.

    Args:
        file: The agreement in force.
        party: The party's folder.
        out: The notice to make; every station installs it with: openline line notice
        reason: A short code.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
    """
    given = read_bytes(file, AGREEMENT_BYTES)
    word = passphrase(passphrase_file)
    notice = notices.suspend(PartyFolder(party), given, word, reason=reason, now_s=now_s())
    write_new(out, notice)
    say(text("notice-written", file=str(out)))


@app.command
def resume(
    file: Path,
    /,
    *,
    party: Path,
    out: Path,
    incarnation: int = 0,
    passphrase_file: Path | None = None,
) -> None:
    """Sign a party's notice that it goes on: after it suspended, or after two histories.

    Args:
        file: The agreement in force.
        party: The party's folder.
        out: The notice to make; every station installs it with: openline line notice
        incarnation: The number of the record in which the party goes on; see: record list
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
    """
    given = read_bytes(file, AGREEMENT_BYTES)
    word = passphrase(passphrase_file)
    notice = notices.go_on(
        PartyFolder(party), given, word, incarnation=incarnation, now_s=now_s()
    )
    write_new(out, notice)
    say(text("notice-written", file=str(out)))


def _station(given: str) -> StationId:
    try:
        station = bytes.fromhex(given)
    except ValueError:
        station = b""
    if len(station) != 32:
        raise BadInput(
            f"{given} is not the id of a station.",
            advice="See the stations: openline card show CARD",
        )
    return StationId(station)


@secret.command(name="create")
def create_secret(*, out: Path) -> None:
    """Make a secret, to be carried or read aloud only when both delegations are in one room.

    Args:
        out: The file to make.
    """
    write_secret(out, make_secret())
    say(text("secret-made", file=str(out), id=psk_id(read_secret(out)).hex()))


@secret.command(name="show")
def show_secret(file: Path, /, *, json: Json = False) -> None:
    """Show a secret as words and as digits. Nobody else may see the screen.

    Args:
        file: The secret's file.
        json: One line of JSON.
    """
    held = read_secret(file)
    numbers = secret_numbers(held)
    if json:
        spelled = {tag: [check_words(tag)[n] for n in numbers] for tag in LANGUAGES}
        data({"id": psk_id(held).hex(), "hex": held.hex(), "words": spelled})
        return
    say(spoken(numbers, speaker().language))
    say(held.hex())
    say(text("secret-id", id=psk_id(held).hex()))


@secret.command(name="import")
def import_secret(*, file: Path, out: Path) -> None:
    """Make the file of a secret from the words that the other delegation read aloud.

    Words on a command line would stand in its history and in every list of processes.

    Args:
        file: The 26 words in any language of the lists, or their numbers, one a line.
        out: The file to make.
    """
    heard = read_bytes(file, 8_192).decode(errors="replace").split("\n")
    held = secret_from_numbers(read_words([each for each in heard if each.strip()]))
    write_secret(out, held)
    say(text("secret-made", file=str(out), id=psk_id(held).hex()))
