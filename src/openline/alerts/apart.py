"""Alerts that speak over a network, each in a process of its own.

A target may be slow for ever, and a service's code is not ours: neither is let into the process
that holds the station's keys, and both are ended when their time is over.
"""

import sys

import msgspec

from openline.alerts.command import run_bounded
from openline.alerts.mail import MailAlerter
from openline.alerts.services import ServiceAlerter
from openline.alerts.webhook import WebhookAlerter
from openline.ports.alert import AlertFailed, Notice

Inner = MailAlerter | WebhookAlerter | ServiceAlerter


class Task(msgspec.Struct, frozen=True):
    """What the process is given on its standard input; no secret stands in it."""

    alerter: Inner
    notice: Notice


class Apart(msgspec.Struct, frozen=True):
    """Runs an alerter in a process of its own, for `limit_s` at most."""

    alerter: Inner
    limit_s: float

    def alert(self, notice: Notice) -> None:
        """Give the alert; see `ports.alert`."""
        task = msgspec.json.encode(Task(self.alerter, notice))
        command = (sys.executable, "-m", "openline.alerts.apart")
        said = run_bounded(command, self.limit_s, given=task).decode("utf-8", "replace")
        if said:
            raise AlertFailed(said)


def main() -> None:
    """Do one task; what went wrong is printed, nothing if nothing did."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    try:
        task.alerter.alert(task.notice)
    except AlertFailed as error:
        sys.stdout.write(error.what)


if __name__ == "__main__":
    main()
