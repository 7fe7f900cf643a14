"""The station's folder: what it refuses besides what the ceremony's tests show."""

from pathlib import Path

import pytest

from openline.core.agreement.refusals import WrongAgreement
from openline.core.crypto.keys import LineId
from openline.core.crypto.signatures import verify_ed, verify_ml
from openline.core.errors import Malformed
from openline.station.files import NoSuchFile
from openline.station.folder import load_station, parse_request
from openline.station.keys import BadKeyFile, load_signing_key, read_secret
from tests.cli.ceremony import Ceremony, do, draft_text


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Ceremony:
    ceremony = Ceremony(tmp_path_factory.mktemp("folder"), "sg", "cn")
    file = ceremony.sign_all(ceremony.draft(draft_text("sg", "cn")))
    do("line", "open", ceremony.station("sg"), file)
    return ceremony


def test_everything_fits_the_certificate(ceremony: Ceremony) -> None:
    station = load_station(ceremony.station("sg"))
    certificate, signer = station.certificate(), station.signer()
    assert certificate.keys == signer.keys
    assert certificate.party == station.party()
    assert certificate.courier_pk == station.courier_key().public
    assert len(station.first_seal_seed()) == 32
    assert station.turn_secret() is None
    verify_ed(signer.keys.ed, b"m", signer.sign_ed(b"m"))
    verify_ml(signer.keys.ml, b"m", signer.sign_ml(b"m"))
    assert station.store_path == ceremony.station("sg") / "store"
    assert station.anchor_path.name == "anchor"
    for file in (station.tls_key_file, station.tls_certificate_file):
        assert b"BEGIN" in file.read_bytes()


def test_a_line_is_found_by_its_id(ceremony: Ceremony) -> None:
    station = load_station(ceremony.station("sg"))
    (line,) = station.lines()
    assert station.line(line.agreement.line).party == 0
    assert line.agreement.line.hex() in repr(line)
    with pytest.raises(NoSuchFile):
        station.line(LineId(bytes(32)))


def test_a_line_in_the_wrong_folder_is_refused(ceremony: Ceremony) -> None:
    station = load_station(ceremony.station("sg"))
    (line,) = station.lines()
    wrong = line.path.with_name("00" * 32)
    line.path.rename(wrong)
    with pytest.raises(WrongAgreement, match="another line"):
        station.lines()
    wrong.rename(line.path)


def test_a_turn_secret_is_read_from_its_file(ceremony: Ceremony) -> None:
    path = ceremony.station("cn")
    (path / "keys" / "turn.secret").write_text("s3cret\n")
    settings = (path / "station.toml").read_text()
    (path / "station.toml").write_text(settings.replace("# secret_file", "secret_file"))
    assert load_station(path).turn_secret() == b"s3cret"


def test_key_files_that_are_none(tmp_path: Path, ceremony: Ceremony) -> None:
    file = tmp_path / "key"
    tls = (ceremony.station("sg") / "keys" / "tls.key").read_bytes()
    junk = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    for wrong in (b"", tls, tls + tls, junk + junk):
        file.write_bytes(wrong)
        with pytest.raises(BadKeyFile):
            load_signing_key(file)
    for wrong in (b"", b"00" * 31, b"zz" * 32, b"\xff"):
        file.write_bytes(wrong)
        with pytest.raises(BadKeyFile):
            read_secret(file)


def test_requests_that_are_none(ceremony: Ceremony) -> None:
    data = (ceremony.station("sg") / "station.request").read_bytes()
    assert parse_request(data).site == "main"
    with pytest.raises(Malformed):
        parse_request(data.replace(b"request 1", b"request 2"))
    with pytest.raises(Malformed):
        parse_request(data.replace(b"main", b"MAIN"))
