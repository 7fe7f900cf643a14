"""A bell that is a service which Apprise knows: pagers, chats, text messages."""

from pathlib import Path

import msgspec

from openline.ports.alert import AlertFailed, Notice


class ServiceAlerter(msgspec.Struct, frozen=True, tag="apprise"):
    """Notifies every URL of a file, one a line; lines that begin with # are passed over."""

    url_file: str

    def alert(self, notice: Notice) -> None:
        """Notify them; see `ports.alert`. It failed if any of them did."""
        # It brings some hundred modules along; only this process needs them.
        import apprise

        try:
            lines = Path(self.url_file).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            raise AlertFailed("The file of the service's addresses cannot be read.") from None
        urls = [line.strip() for line in lines if line.strip() and line[0] != "#"]
        services = apprise.Apprise()
        if not urls or not all(services.add(url) for url in urls):
            raise AlertFailed("An address of the service is not one that Apprise can read.")
        kind = apprise.NotifyType.WARNING
        if not services.notify(body=notice.text, title=notice.precedence, notify_type=kind):
            raise AlertFailed("The service did not take the alert.")
