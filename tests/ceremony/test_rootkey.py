from pathlib import Path

import pytest
from msgspec.structs import replace

from openline.ceremony.rootkey import SealedRootKey, make_root_key, open_root_key
from openline.core.codec import encode, parse
from openline.core.crypto.signatures import verify_root
from openline.core.errors import Malformed, OpenlineError
from openline.station.files import FileInTheWay, NoSuchFile
from openline.station.passphrase import WeakPassphrase, WrongPassphrase

PASSPHRASE = "sáu từ ngẫu nhiên"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("root") / "root.key"
    make_root_key(path, PASSPHRASE)
    return path


def test_it_signs_after_opening(path: Path) -> None:
    key = open_root_key(path, PASSPHRASE)
    signature = key.sign(b"message", place=2)
    assert signature.key == 2
    verify_root(key.keys, b"message", signature.signature)
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_opens_however_the_keyboard_composes_letters(path: Path) -> None:
    decomposed = "sa\u0301u tu\u031b\u0300 nga\u0302\u0303u nhie\u0302n"
    assert open_root_key(path, decomposed).keys == open_root_key(path, PASSPHRASE).keys


def test_a_wrong_passphrase_opens_nothing(path: Path) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        open_root_key(path, "seven random words")
    assert "seven" not in str(caught.value)
    with pytest.raises(WeakPassphrase):
        make_root_key(path.with_name("weak"), "x" * 11)
    with pytest.raises(FileInTheWay):
        make_root_key(path, PASSPHRASE)
    with pytest.raises(NoSuchFile):
        open_root_key(path.with_name("none"), PASSPHRASE)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "openline root key 2"}, Malformed),
        ({"memory_kib": 1 << 40}, Malformed),
        ({"memory_kib": 1}, Malformed),
        ({"passes": 0}, Malformed),
        ({"passes": 65}, Malformed),
        ({"lanes": 0}, Malformed),
        ({"passes": 2}, WrongPassphrase),
        ({"salt": bytes(16)}, WrongPassphrase),
    ],
)
def test_an_altered_file_is_refused(
    path: Path, tmp_path: Path, changes: dict[str, object], error: type[OpenlineError]
) -> None:
    file = parse(SealedRootKey, path.read_bytes())
    other = tmp_path / "root.key"
    other.write_bytes(encode(replace(file, sealing=replace(file.sealing, **changes))))
    with pytest.raises(error):
        open_root_key(other, PASSPHRASE)
