"""What may go wrong behind a port, in words that do not name the library behind it.

Spec: docs/spec/11-step.md; docs/spec/13-transport.md.
"""

from openline.core.errors import (
    DiskFull,
    Fault,
    IntegrityError,
    LocalError,
    StoreUnknown,
)

__all__ = [
    "AnchorInUse",
    "AnchorUnusable",
    "BadAddress",
    "BadTransportKey",
    "HeadMoved",
    "PortInUse",
    "StoreCorrupt",
    "StoreFull",
    "StoreInUse",
    "StoreUnknown",
    "StoreUnusable",
]


class StoreFull(DiskFull):
    """No room for the batch. Nothing of it was written; it may be tried again."""


class HeadMoved(Fault):
    """Another writer has opened the store or extended a feed. Nothing was written."""

    code = "head-moved"
    default_advice = (
        "Stop this station. Find the other one that uses the same store before you start again."
    )


class StoreCorrupt(IntegrityError):
    """The store's file is damaged, or is no store."""

    code = "store-corrupt"


class StoreInUse(LocalError):
    """Another process is the writer of this store."""

    code = "store-in-use"
    default_advice = "Stop the other station that uses this folder, then start this one."


class StoreUnusable(Fault):
    """The store cannot be opened or written: missing, not permitted, another version."""

    code = "store-unusable"
    default_advice = "Look at the folder's owner, its permissions and the medium below it."


class AnchorInUse(LocalError):
    """Another process writes this anchor."""

    code = "anchor-in-use"
    default_advice = "Give each station an anchor file of its own."


class AnchorUnusable(Fault):
    """The anchor's file cannot be opened, or is no anchor."""

    code = "anchor-unusable"
    default_advice = (
        "Look at the medium that holds the anchor. If the anchor is lost, move the file away: "
        "the station then opens a new incarnation of its feeds."
    )


class PortInUse(LocalError):
    """Another program listens on the address that the line wants."""

    code = "port-in-use"
    default_advice = "Stop the other program, or choose another port under [line] listen."


class BadAddress(LocalError):
    """An address is not of the form `host:port`, or is not one of this machine's."""

    code = "bad-address"
    default_advice = "Write an address of this machine and a port, such as 127.0.0.1:7411."


class BadTransportKey(LocalError):
    """The station's TLS key or certificate cannot be used."""

    code = "bad-transport-key"
    default_advice = "Make the station's TLS key and certificate anew and certify the station."
