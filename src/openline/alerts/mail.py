"""A bell that is a mail, handed to the party's own server."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import msgspec

from openline.ports.alert import AlertFailed, Notice


class MailAlerter(msgspec.Struct, frozen=True, tag="mail"):
    """Hands a mail to an SMTP server; `password_file` empty: without a login."""

    host: str
    port: int
    tls: Literal["tls", "starttls", "none"]
    sender: str
    to: str
    user: str
    password_file: str
    limit_s: float

    def alert(self, notice: Notice) -> None:
        """Send the mail; see `ports.alert`."""
        try:
            with self._connected() as server:
                if self.tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, Path(self.password_file).read_text().strip())
                server.send_message(self._mail(notice))
        except smtplib.SMTPResponseException as error:
            raise AlertFailed(f"The mail server refused: {error.smtp_code}.") from None
        except smtplib.SMTPException as error:
            raise AlertFailed(f"The mail server refused: {type(error).__name__}.") from None
        except (OSError, ValueError) as error:
            raise AlertFailed(f"The mail server is out of reach: {_kind(error)}.") from None

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.limit_s, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.limit_s)

    def _mail(self, notice: Notice) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, self.to, notice.text
        # The same alert twice is the same mail: servers and readers join them.
        mail["Message-ID"] = f"<{notice.id}@openline.invalid>"
        mail["X-Priority"] = "1"
        mail.set_content(notice.text + "\n")
        return mail


def _kind(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
