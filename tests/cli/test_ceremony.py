"""The whole ceremony by the public commands, and every refusal of it."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from openline.core.agreement.document import AGREEMENT_BYTES, AgreementFile, parse_agreement
from openline.core.codec import encode, parse
from openline.core.crypto.words import root_words
from openline.locale import LANGUAGES
from openline.station.folder import load_station
from tests.cli.ceremony import PASSPHRASE, Ceremony, do, draft_text, refused, say


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Ceremony:
    return Ceremony(tmp_path_factory.mktemp("two"), "sg", "cn")


@pytest.fixture(scope="module")
def signed(two: Ceremony) -> Path:
    return two.sign_all(two.draft(draft_text("sg", "cn"), "signed.ola"))


def test_two_parties_with_the_example_and_a_secret(tmp_path: Path) -> None:
    ceremony = Ceremony(tmp_path, "sg", "cn")
    ours, theirs = tmp_path / "our.secret", tmp_path / "their.secret"
    do("agreement", "secret", "create", "--out", ours)
    words = do("agreement", "secret", "show", ours, "--json").json["words"]["vi"]
    spoken = ceremony.write("\n".join(words), "spoken")
    do("agreement", "secret", "import", "--file", spoken, "--out", theirs)
    assert ours.read_bytes() == theirs.read_bytes()

    ceremony.secret = ours
    file = ceremony.draft(do("agreement", "example").out)
    said = refused("agreement", "check", file)
    assert "sg, cn" in said
    assert "cn" in ceremony.sign(file, "sg").out
    ceremony.sign(file, "cn")
    checked = do("agreement", "check", file, "--json").json
    assert checked["unsigned"] == []
    assert set(checked["texts"]) == {"en", "zh"}
    assert checked["terms"]["psk_used"] is True

    for code, secret in (("sg", ours), ("cn", theirs)):
        station = ceremony.station(code)
        assert "--secret" in refused("line", "open", station, file)
        opened = do("line", "open", station, file, "--secret", secret, "--json").json
        assert opened["line"] == checked["line"]
        assert opened["picked_up"] is False
        (line,) = load_station(station).lines()
        assert line.psk == bytes.fromhex(ours.read_text())
        assert line.agreement.terms.desks[0].code == "watch"
    assert do("line", "list", ceremony.station("sg"), "--json").json[0]["own_party"] == 0
    assert "Singapore" in do("line", "list", ceremony.station("cn")).out
    for mode, name in ((0o600, "keys/signing.key"), (0o700, "keys"), (0o600, "keys/tls.key")):
        assert (ceremony.station("sg") / name).stat().st_mode & 0o777 == mode


def test_three_parties_sign_apart_amend_and_terminate(tmp_path: Path) -> None:
    ceremony = Ceremony(tmp_path, "sg", "cn", "vn")
    file = ceremony.draft(draft_text("sg", "cn", "vn"))
    copies = []
    for code in ceremony.codes:
        out = tmp_path / f"{code}.ola"
        do("agreement", "sign", file, "--party", ceremony.party(code), "--words-matched",
           "--out", out, *ceremony.passphrase)  # fmt: skip
        copies.append(out)
    joined = tmp_path / "joined.ola"
    do("agreement", "join", *copies, "--out", joined)
    first = do("agreement", "check", joined, "--json").json
    assert len(first["terms"]["pairs"]) == 3
    do("line", "open", ceremony.station("vn"), joined)

    # A station moves: a new card, an amendment, all sign again, the line stays the same.
    ceremony.station("vn").rename(tmp_path / "old-station")
    (tmp_path / "vn.olc").unlink()
    ceremony.make_station("vn")
    new_card = tmp_path / "vn2.card"
    do("party", "card", ceremony.party("vn"), "--out", new_card)
    amended = tmp_path / "amended.ola"
    source = ceremony.write(draft_text("sg", "cn", "vn", notice_days="30"))
    do("agreement", "amend", joined, "--from", source, "--card", new_card, "--out", amended)
    assert "sg, cn, vn" in refused("agreement", "check", amended)
    ceremony.sign_all(amended)
    second = do("agreement", "check", amended, "--json").json
    assert (second["line"], second["version"]) == (first["line"], 2)
    assert do("line", "open", ceremony.station("vn"), amended, "--json").json["version"] == 2
    for file in (joined, amended):
        do("line", "open", ceremony.station("cn"), file)
    assert "does not follow" in refused("line", "open", ceremony.station("cn"), joined)

    notice = tmp_path / "end.notice"
    end = ("agreement", "terminate", amended, "--party", ceremony.party("cn"),
           *ceremony.passphrase, "--out", notice, "--ends")  # fmt: skip
    assert "30 days of notice" in refused(*end, "2026-01-01")
    do(*end, "2199-05-31")
    do("line", "notice", ceremony.station("vn"), first["line"], notice)
    assert do("line", "list", ceremony.station("vn"), "--json").json[0]["notices"] == ["close"]
    said = refused("line", "notice", ceremony.station("vn"), "12", notice)
    assert "not the id of a line" in said


def test_both_sides_read_the_same_words_each_in_its_language(
    two: Ceremony, signed: Path
) -> None:
    listed = do("agreement", "words", signed, "--json").json
    agreement = parse_agreement(signed.read_bytes())
    assert listed["terms"]["numbers"] == list(root_words(agreement.terms_hash))
    assert set(listed["terms"]["words"]) == set(LANGUAGES)
    card = do("card", "show", two.card("cn"), "--json").json
    assert listed["parties"]["cn"]["words"] == card["words"]
    assert card["words"]["zh"][0] in do("agreement", "words", signed).out
    assert card["words"]["zh"][0] in do("--lang", "zh", "party", "card", two.party("cn")).out


def test_everything_is_shown(two: Ceremony, signed: Path) -> None:
    shown = do("agreement", "show", signed).out
    assert "precedences[0].answer_within_s = 60" in shown
    assert "Memorandum." in shown
    assert "备忘录。" in do("--lang=zh", "agreement", "show", signed).out
    unsigned = two.draft(draft_text("sg", "cn"), "shown.ola")
    assert "Not signed yet by: sg, cn" in do("agreement", "show", unsigned).out


def altered(two: Ceremony, signed: Path, name: str, **changes: object) -> Path:
    file = parse(AgreementFile, signed.read_bytes(), limit=AGREEMENT_BYTES)
    out = two.path / name
    out.write_bytes(encode(replace(file, **changes)))
    return out


def test_an_altered_text_is_refused(two: Ceremony, signed: Path) -> None:
    file = parse(AgreementFile, signed.read_bytes(), limit=AGREEMENT_BYTES)
    texts = tuple(replace(text, text=text.text + "!") for text in file.texts)
    wrong = altered(two, signed, "text.ola", texts=texts)
    for command in (("agreement", "check", wrong), ("line", "open", two.station("sg"), wrong)):
        assert "Do not sign" in refused(*command)
    assert "不要签署" in refused("--lang", "zh", "agreement", "check", wrong)


def test_a_wrong_signature_is_refused(two: Ceremony, signed: Path) -> None:
    file = parse(AgreementFile, signed.read_bytes(), limit=AGREEMENT_BYTES)
    first, second = file.versions[0].signatures
    swapped = (replace(first, party=1), replace(second, party=0))
    versions = (replace(file.versions[0], signatures=swapped),)
    wrong = altered(two, signed, "signature.ola", versions=versions)
    assert "does not verify" in refused("agreement", "check", wrong)


def test_a_missing_signature_is_refused(two: Ceremony, tmp_path: Path) -> None:
    file = two.draft(draft_text("sg", "cn"), "missing.ola")
    two.sign(file, "cn")
    said = refused("line", "open", two.station("cn"), file)
    assert "signature of: sg" in said
    assert "sign the same file" in said
    again = ("agreement", "sign", file, "--party", two.party("cn"), *two.passphrase)
    assert "words match" in refused(*again)
    assert "signed this version already" in refused(*again, "--words-matched")


def test_a_wrong_card_is_refused(two: Ceremony, signed: Path, tmp_path: Path) -> None:
    other = Ceremony(tmp_path, "vn")
    sign = ("agreement", "sign", signed, "--words-matched", *two.passphrase, "--party")
    assert "not one of the parties" in refused(*sign, other.party("vn"))
    assert "does not name this station" in refused("line", "open", other.station("vn"), signed)
    request = other.station("vn") / "station.request"
    assert "another party" in refused(
        "station", "certify", two.party("sg"), request, "--out", tmp_path / "x", *two.passphrase
    )
    assert "another" in refused("station", "install", two.station("sg"), two.path / "cn.olc")
    source = two.write(draft_text("sg", "cn"))
    amend = ("agreement", "amend", signed, "--from", source, "--out", tmp_path / "y")
    assert "no party of the agreement" in refused(*amend, "--card", other.card("vn"))
    damaged = bytearray(two.card("cn").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    bad = tmp_path / "bad.card"
    bad.write_bytes(damaged)
    refused("card", "show", bad)
    refused("agreement", "draft", "--from", source, "--card", two.card("sg"), "--card", bad,
            "--out", tmp_path / "z")  # fmt: skip
    assert not (tmp_path / "z").exists()


def test_time_is_kept(two: Ceremony) -> None:
    past = draft_text(
        "sg", "cn", valid_from="2020-01-01T00:00:00Z", valid_until="2021-01-01T00:00:00Z"
    )
    file = two.draft(past, "past.ola")
    sign = ("agreement", "sign", file, "--party", two.party("sg"), "--words-matched")
    assert "has expired" in refused(*sign, *two.passphrase)
    future = two.draft(draft_text("sg", "cn", valid_from="2199-01-01T00:00:00Z"), "future.ola")
    two.sign_all(future)
    said = refused("line", "open", two.station("sg"), future)
    assert "not valid yet" in said
    assert "clock" in said


WRONG_DRAFTS = {
    "a misspelt term": (draft_text("sg", "cn", notise_days="3"), r"line 4[\s\S]*notice_days"),
    "a misspelt term in a table": (
        draft_text("sg", "cn").replace("ring_for_s = 120", "ring_for = 120", 1),
        r"line 19: ring_for is not known[\s\S]*ring_for_s",
    ),
    "a missing term": (
        draft_text("sg", "cn").replace("notice_days = 90\n", ""),
        "missing required field notice_days",
    ),
    "a wrong type": (draft_text("sg", "cn", notice_days='"90"'), "line 2: notice_days"),
    "a wrong type in the second desk": (
        draft_text("sg", "cn").replace('role = "watch"', 'role = "boss"'),
        r"line 7: desks.0.role: Invalid enum value 'boss'",
    ),
    "no time zone": (draft_text("sg", "cn", valid_from="2026-01-01T00:00:00"), "valid_from"),
    "not TOML": ("a = = b", "not TOML"),
    "an unknown suite": (draft_text("sg", "cn", suite="2"), "Suite 2"),
    "an unknown party": (draft_text("sg", "vn"), "The cards say: sg, cn"),
    "a pair without a desk": (
        draft_text("sg", "cn").replace('"cn/watch"', '"cn/navy"'),
        "cn/navy",
    ),
    "a missing translation": (
        draft_text("sg", "cn").replace('zh = "词", ', "", 1),
        "not worded in zh",
    ),
    "a missing text": (
        draft_text("sg", "cn", texts='{ en = "Memorandum." }'),
        "no text in zh",
    ),
    "a text file that is not there": (
        draft_text("sg", "cn", texts='{ en = "M.", zh = { file = "none.txt" } }'),
        "none.txt",
    ),
    "a test at no time": (
        draft_text("sg", "cn") + '[tests]\nspoken_at_utc = ["25:00"]\n',
        "25:00",
    ),
    "a duty at no time of the week": (
        draft_text("sg", "cn")
        + '[[duties]]\ndesk = "sg/watch"\nmanned_utc = ["mon-fri 8-18"]\n',
        "'mon-fri 8-18' is not a time of the week",
    ),
    "a duty of an unknown desk": (
        draft_text("sg", "cn") + '[[duties]]\ndesk = "sg/navy"\nmanned_utc = ["always"]\n',
        "sg/navy is not among the desks",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG_DRAFTS.values(), ids=WRONG_DRAFTS)
def test_a_wrong_draft_is_refused(two: Ceremony, tmp_path: Path, text: str, said: str) -> None:
    source = two.write(text, "wrong.toml")
    err = refused("agreement", "draft", "--from", source, *two.cards, "--out", tmp_path / "x")
    assert re.search(said, err), err
    assert not (tmp_path / "x").exists()


def test_texts_may_stand_in_files(two: Ceremony) -> None:
    (two.path / "long.txt").write_bytes("Cafe\u0301\r\n\tone\r\n".encode())
    texts = '{ en = { file = "long.txt" }, zh = "备忘录。", vi = "Bản." }'
    file = two.draft(draft_text("sg", "cn", texts=texts), "files.ola")
    shown = do("agreement", "show", file, "--json").json
    assert shown["texts"]["en"] == "Café\n one\n"
    (two.path / "long.txt").write_bytes(b"\xff")
    source = two.write(draft_text("sg", "cn", texts=texts))
    assert "UTF-8" in refused("agreement", "draft", "--from", source, *two.cards,
                              "--out", two.path / "bytes.ola")  # fmt: skip


def test_passphrases(two: Ceremony, signed: Path, tmp_path: Path) -> None:
    create = ["party", "create", tmp_path / "p", "--code", "xx", "--name", "en=X", "--place",
              "en=X", "--zone", "UTC", "--language", "en", "--passphrase-file"]  # fmt: skip
    short = tmp_path / "short"
    short.write_text("short\n")
    assert "six random words" in refused(*create, short)
    wrong = tmp_path / "wrong"
    wrong.write_text("a wrong horse battery staple\n")
    file = two.draft(draft_text("sg", "cn"), "passphrase.ola")
    sign = ("agreement", "sign", file, "--party", two.party("sg"), "--words-matched")
    assert "does not open" in refused(*sign, "--passphrase-file", wrong)
    assert "no terminal" in refused(*sign)
    assert PASSPHRASE not in str(do(*sign, *two.passphrase))


WRONG_PARTIES = {
    "code": (("--code", "SG"), "not a code"),
    "zone": (("--zone", "Mars/Base"), "time zone"),
    "language": (("--language", "zh"), "name in zh"),
    "tag": (("--name", "EN=X"), "language tag"),
    "name": (("--name", "X"), "names no language"),
    "twice": (("--name", "en=Y"), "gives en twice"),
}


@pytest.mark.parametrize(("change", "said"), WRONG_PARTIES.values(), ids=WRONG_PARTIES)
def test_a_wrong_party_is_refused(
    two: Ceremony, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    given = {"--code": "xx", "--zone": "UTC", "--language": "en"}
    option, value = change
    extra = change if option not in given else ()
    given |= {option: value} if option in given else {}
    options = [part for pair in given.items() for part in pair]
    err = refused("party", "create", tmp_path / "p", *options, "--name", "en=X",
                  "--place", "en=X", *extra, *two.passphrase)  # fmt: skip
    assert said in err
    assert not (tmp_path / "p").exists()


def test_nothing_is_overwritten(two: Ceremony, signed: Path, tmp_path: Path) -> None:
    card = two.party("sg") / "party.card"
    assert "not empty" in refused("station", "create", two.station("sg"), "--party", card)
    source = two.write(draft_text("sg", "cn"))
    draft = ("agreement", "draft", "--from", source, *two.cards, "--out", signed)
    assert "exists already" in refused(*draft)
    certify = ("station", "certify", two.party("sg"), two.station("sg") / "station.request")
    assert "exists already" in refused(*certify, "--out", two.path / "sg.olc", *two.passphrase)
    assert "There is no" in refused("card", "show", tmp_path / "none.card")
    refused("card", "show", tmp_path)


def test_a_wrong_address_is_refused(two: Ceremony, tmp_path: Path) -> None:
    create = ("station", "create", tmp_path / "s", "--party", two.card("sg"))
    for option in ("--address", "--line-listen", "--web-listen"):
        for address in ("nowhere", "host:0", "host:99999", ":1"):
            refused(*create, option, address)
    assert "7305 days" in refused(*create, "--valid-days", "0")
    assert not (tmp_path / "s").exists()


def test_a_wrong_secret_is_refused(two: Ceremony, tmp_path: Path) -> None:
    secret, other = tmp_path / "one", tmp_path / "two"
    for file in (secret, other):
        do("agreement", "secret", "create", "--out", file)
    source, out = two.write(draft_text("sg", "cn")), tmp_path / "secret.ola"
    do("agreement", "draft", "--from", source, *two.cards, "--out", out, "--secret", secret)
    two.sign_all(out)
    open_line = ("line", "open", two.station("sg"), out, "--secret")
    assert "not the one that the agreement names" in refused(*open_line, other)
    listed = do("agreement", "secret", "show", secret, "--json").json["words"]["en"]
    swapped = [listed[1], listed[0], *listed[2:]]
    heard = tmp_path / "heard.txt"
    take = ("agreement", "secret", "import", "--file", heard, "--out", tmp_path / "three")
    heard.write_text("\n".join(listed[1:]))
    assert "25 words" in refused(*take)
    heard.write_text("\n".join(swapped))
    if swapped != listed and say(*take).exit_code == 0:
        (tmp_path / "three").unlink()  # one swap in sixteen passes the check of 4 bits
    heard.write_text("\n".join(["zzzz", *listed[1:]]))
    assert "not a check word" in refused(*take)
    heard.write_text("\n".join(listed))
    do(*take)
    assert (tmp_path / "three").read_bytes() == secret.read_bytes()


def test_a_station_without_a_certificate_opens_no_line(
    two: Ceremony, signed: Path, tmp_path: Path
) -> None:
    do("station", "create", tmp_path / "s", "--party", two.card("sg"), "--json")
    assert "no certificate yet" in refused("line", "open", tmp_path / "s", signed)
    assert (
        "no station runs"
        in refused(
            "desk", "enrol", tmp_path / "s", "--desk", "watch", "--person", "Watch officer 1"
        ).lower()
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["party", "create"],
        ["card", "show", "x", "--nonsense"],
        ["station", "create", "x", "--party", "y", "--valid-days", "many"],
    ],
)
def test_a_wrong_command_is_explained(arguments: list[str]) -> None:
    said = say(*arguments)
    assert said.exit_code == 2
    assert "openline" in said.err
    assert "Traceback" not in said.err


def test_a_root_key_is_rotated_and_the_line_goes_on(tmp_path: Path) -> None:
    two = Ceremony(tmp_path, "sg", "cn")
    first = two.sign_all(two.draft(draft_text("sg", "cn")))
    for code in two.codes:
        do("line", "open", two.station(code), first)
    before = do("party", "card", two.party("sg"), "--json").json
    fresh = tmp_path / "fresh"
    fresh.write_text("seven other random words, longer\n")
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase at all\n")
    rotate = ("party", "rotate", two.party("sg"), "--new-passphrase-file", fresh)
    assert "does not open" in refused(*rotate, "--passphrase-file", wrong)
    assert not (two.party("sg") / "root-next.key").exists()
    do(*rotate, *two.passphrase)
    after = do("party", "card", two.party("sg"), "--json").json
    assert (after["party"], after["stations"]) == (before["party"], before["stations"])
    # The old passphrase opens nothing any more; the other side knows the new key by the card.
    card, amended = tmp_path / "sg-2.card", tmp_path / "amended.ola"
    do("party", "card", two.party("sg"), "--out", card)
    draft = two.write(draft_text("sg", "cn"), "draft-2.toml")
    do("agreement", "amend", first, "--from", draft, "--card", card, "--out", amended)
    sign = ("agreement", "sign", amended, "--words-matched", "--party")
    assert "does not open" in refused(*sign, two.party("sg"), *two.passphrase)
    do(*sign, two.party("sg"), "--passphrase-file", fresh)
    two.sign(amended, "cn")
    for code in two.codes:
        assert do("line", "open", two.station(code), amended, "--json").json["version"] == 2
