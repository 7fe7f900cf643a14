"""A bell that is an HTTPS request to a configured address; redirects are not followed."""

import http.client
import ssl
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec

from openline.ports.alert import AlertFailed, Notice

_HERE = ("127.0.0.1", "::1", "localhost")


class WebhookAlerter(msgspec.Struct, frozen=True, tag="webhook"):
    """POSTs the notice as JSON. The URL stands in a file: it is often a secret."""

    url_file: str
    limit_s: float

    def alert(self, notice: Notice) -> None:
        """Send the request; see `ports.alert`. No error names the URL."""
        try:
            url = urlsplit(Path(self.url_file).read_text().strip())
            status = self._post(url.scheme, url.hostname, url.port, _target(url), notice)
        except (OSError, ValueError, http.client.HTTPException) as error:
            kind = getattr(error, "strerror", None) or type(error).__name__
            raise AlertFailed(f"The webhook is out of reach: {kind}.") from None
        if not 200 <= status < 300:
            raise AlertFailed(f"The webhook answered with status {status}.")

    def _post(
        self, scheme: str, host: str | None, port: int | None, target: str, notice: Notice
    ) -> int:
        connection: http.client.HTTPConnection
        if scheme == "https" and host:
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(
                host, port, timeout=self.limit_s, context=context
            )
        elif scheme == "http" and host in _HERE:
            connection = http.client.HTTPConnection(host, port, timeout=self.limit_s)
        else:
            raise AlertFailed("The webhook's address begins with https://, or is this machine.")
        headers = {"Content-Type": "application/json", "Idempotency-Key": notice.id}
        try:
            connection.request("POST", target, msgspec.json.encode(notice), headers)
            return connection.getresponse().status
        finally:
            connection.close()


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")
