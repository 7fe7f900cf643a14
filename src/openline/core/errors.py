"""Every error that may leave a room of Openline, ordered by whose fault it is.

`LocalError`: our own operator or caller asked for something that cannot be done.
`PeerError`: the other side broke the rules; the bytes that show it are evidence.
`Fault`: disk, network or device. `IntegrityError`: our own record is wrong; the station stops.

`code` is stable, kebab-case and language-neutral: logs, screens and vectors name it. `what`
says in one sentence what was wrong, `advice` what a person can do next.
"""

from typing import ClassVar


class OpenlineError(Exception):
    """Base of all documented errors.

    Attributes:
        code: Stable name of the kind of error.
        what: One sentence: what was wrong. Never holds a secret.
        advice: One sentence: what to do next.
        facts: Values that a screen or a log may show beside `what` (ids, sizes, limits).
    """

    code: ClassVar[str] = "error"
    default_advice: ClassVar[str] = "Keep the log and ask your technician."

    def __init__(self, what: str, /, *, advice: str | None = None, **facts: object) -> None:
        super().__init__(what)
        self.what = what
        self.advice = self.default_advice if advice is None else advice
        self.facts = facts


class LocalError(OpenlineError):
    """We asked for something that cannot be done."""

    code = "local-error"
    default_advice = "Change the request and try again."


class PeerError(OpenlineError):
    """The other side broke the rules. Its bytes are evidence."""

    code = "peer-error"
    default_advice = "Keep the bytes as evidence and tell the other side which rule they break."


class Fault(OpenlineError):
    """Disk, network or device failed; nobody broke a rule."""

    code = "fault"
    default_advice = "Repair the device or the network, then try again."


class IntegrityError(OpenlineError):
    """Our own record contradicts itself. The station stops."""

    code = "integrity-error"
    default_advice = "Stop the station, keep its folder untouched and restore from a backup."


class BadInput(LocalError):
    """A value given by our own side is not allowed."""

    code = "bad-input"
    default_advice = "Correct the value and try again."


class NotAllowed(LocalError):
    """The value is fine, but the action is not possible now or not by this person."""

    code = "not-allowed"


class Malformed(PeerError):
    """Bytes do not have the form that the specification gives them."""

    code = "malformed"


class TooLarge(PeerError):
    """Bytes or a count exceed the agreed limit."""

    code = "too-large"


class BadSignature(PeerError):
    """A signature does not verify, or the key is one that must be refused."""

    code = "bad-signature"
    default_advice = "Do not trust these bytes. Compare the keys with those of the agreement."


class Replayed(PeerError):
    """Bytes that were accepted before came again. A lossy or doubled path may cause it."""

    code = "replayed"
    default_advice = (
        "Nothing is lost: the first copy was taken. Look at the path if it goes on."
    )


class OutOfTurn(PeerError):
    """An act or message that its sender may not send at this point."""

    code = "out-of-turn"


class WrongRecipient(PeerError):
    """Bytes made for another station, line or version of the terms."""

    code = "wrong-recipient"
    default_advice = "Compare line and agreement version of both stations."


class UnknownKey(PeerError):
    """Bytes name a key or session that is not known here."""

    code = "unknown-key"
    default_advice = (
        "Nothing is lost: the stations exchange key notices and open a new session."
    )


class UnknownStation(PeerError):
    """Bytes come from a station that no party of the line has certified."""

    code = "unknown-station"
    default_advice = "Exchange station certificates with the other side."


class CannotOpen(PeerError):
    """Sealed bytes do not open: altered on the way, or sealed to another key."""

    code = "cannot-open"
    default_advice = (
        "Nothing is lost: the other side sends again. Look at the path if it goes on."
    )


class BadProof(PeerError):
    """A path of hashes does not prove what it claims. It accuses nobody of a second history."""

    code = "bad-proof"


class RecordFork(PeerError):
    """One key signed two histories of one feed. Keep both statements and the path."""

    code = "record-fork"
    default_advice = "Keep both statements, freeze the feed and inform the officer in charge."


class DiskFull(Fault):
    """The store's medium has no room left."""

    code = "disk-full"
    default_advice = "Free space on the station's disk. Nothing that was accepted is lost."


class StoreUnknown(Fault):
    """The store did not say whether a commit was made. The station stops and reads again."""

    code = "store-unknown"
    default_advice = "Restart the station. It reads its record again before it speaks."
