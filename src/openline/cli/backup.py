"""`openline backup` and `openline restore`: a station's record on another medium, and back."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from openline.cli.inputs import passphrase, utc_now
from openline.cli.output import data, say, text
from openline.station.backup import Manifest
from openline.station.restoring import bring_back, make_backup
from openline.web.auth import SIGNED_IN

Flag = Annotated[bool, Parameter(negative="")]


def backup(
    folder: Path,
    file: Path,
    /,
    *,
    keys: Flag = False,
    passphrase_file: Path | None = None,
    json: Flag = False,
) -> None:
    """Write a station's record, agreements and settings to one file under a passphrase.

    The station may run. The anchor is never in it. Whoever opens the file can read the record.

    Args:
        folder: The station's folder.
        file: The file to make.
        keys: Also the secret keys: whoever opens the file can then speak as the station.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
        json: One line of JSON.
    """
    word = passphrase(passphrase_file, new=True, ask="ask-backup-passphrase")
    now_ms = int(utc_now().timestamp() * 1_000)
    manifest = make_backup(folder, file, word, keys=keys, now_ms=now_ms)
    if json:
        data(_document(manifest) | {"file": str(file)})
        return
    say(text("backup-made", file=str(file), entries=str(manifest.entries)))
    say(text("backup-with-keys" if keys else "backup-without-keys"))


def restore(
    file: Path,
    folder: Path,
    /,
    *,
    replace: Flag = False,
    passphrase_file: Path | None = None,
    json: Flag = False,
) -> None:
    """Bring a station's record back from a backup. The station must not run.

    At its next start the station opens a new record and takes back what others still hold.

    Args:
        file: The backup.
        folder: The station's folder; a new one if the backup holds the keys.
        replace: Move a record that is there aside.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
        json: One line of JSON.
    """
    word = passphrase(passphrase_file, ask="ask-backup-passphrase")
    manifest = bring_back(file, folder, word, replace=replace, dropped=SIGNED_IN)
    if json:
        data(_document(manifest) | {"folder": str(folder)})
        return
    say(text("backup-restored", folder=str(folder), entries=str(manifest.entries)))
    say(text("restored-next"))


def _document(manifest: Manifest) -> dict[str, Any]:
    return {
        "station": manifest.station.hex(),
        "made_at_ms": manifest.made_at_ms,
        "entries": manifest.entries,
        "keys": manifest.with_keys,
    }
