"""The words of the pages before the console, in the five languages, as whole pages."""

import html
from importlib.resources import files
from string import Template
from typing import Final

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES: Final = {
    "en": "English",
    "zh": "中文",
    "vi": "Tiếng Việt",
    "ja": "日本語",
    "fa": "فارسی",
}

_PAGE: Final = Template("""<!doctype html>
<html lang="$language" dir="$direction">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="stylesheet" href="/door/door.css">
<link rel="icon" href="/door/icon.svg" type="image/svg+xml">
</head>
<body>
<main>
<h1>$headline</h1>
$content
</main>
</body>
</html>
""")


class DoorText:
    """Messages of `door.ftl`, read once."""

    def __init__(self) -> None:
        self._bundles = {language: _bundle(language) for language in LANGUAGES}

    def language(self, accepted: str) -> str:
        """Choose a language by what a browser accepts (header Accept-Language)."""
        for part in accepted.lower().split(","):
            tag = part.partition(";")[0].strip().partition("-")[0]
            if tag in LANGUAGES:
                return tag
        return "en"

    def text(self, message: str, language: str, **facts: str) -> str:
        """Return a message, escaped for HTML."""
        bundle = self._bundles[language]
        pattern = bundle.get_message(message).value
        if pattern is None:
            raise KeyError(message)
        words, _ = bundle.format_pattern(pattern, facts)
        return html.escape(str(words))

    def page(self, title: str, headline: str, content: str, language: str) -> str:
        """Return a page. All three texts are HTML already."""
        return _PAGE.substitute(
            language=language,
            direction="rtl" if language == "fa" else "ltr",
            title=title,
            headline=headline,
            content=content,
        )

    def used(self, language: str) -> str:
        """Return the page for a link that is not valid."""
        return self.page(
            self.text("door-used-title", language),
            self.text("door-used-headline", language),
            f"<p>{self.text('door-used-below', language)}</p>",
            language,
        )

    def no_session(self, language: str) -> str:
        """Return the page for a browser that is not signed in."""
        below = self.text("door-session-below", language)
        link = self.text("door-session-link", language)
        return self.page(
            self.text("door-session-title", language),
            self.text("door-session-headline", language),
            f'<p>{below}</p><p><a href="/">{link}</a></p>',
            language,
        )

    def missing(self, language: str) -> str:
        """Return the page for an address where nothing is."""
        below = self.text("door-missing-below", language)
        return self.page(
            self.text("door-missing-title", language),
            self.text("door-missing-headline", language),
            f'<p><a href="/">{below}</a></p>',
            language,
        )

    def failed(self, what: str, advice: str, language: str) -> str:
        """Return the page for an error of the station."""
        below = self.text("door-failed-below", language, what=what, advice=advice)
        return self.page(
            self.text("door-failed-title", language),
            self.text("door-failed-headline", language),
            f"<p>{below}</p>",
            language,
        )

    def enrol(self, token: str, person: str, desk: str, language: str) -> str:
        """Return the page with the one button. `token` has only characters of base64url."""
        options = "".join(
            f'<option value="{tag}" lang="{tag}"{" selected" if tag == language else ""}>'
            f"{name}</option>"
            for tag, name in LANGUAGES.items()
        )
        return self.page(
            self.text("door-enrol-title", language),
            f"<bdi>{self.text('door-enrol-headline', language, person=person)}</bdi>",
            f"<p>{self.text('door-enrol-desk', language, desk=desk)}</p>"
            f"<p>{self.text('door-enrol-once', language)}</p>"
            f'<form method="post" action="/enrol/{token}">'
            f'<label for="language">{self.text("door-enrol-language", language)}</label>'
            f'<select id="language" name="language">{options}</select>'
            f'<button type="submit">{self.text("door-enrol-button", language)}</button>'
            "</form>",
            language,
        )


def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    source = files("openline") / "locale" / language / "door.ftl"
    bundle.add_resource(FluentResource(source.read_text("utf-8")))
    return bundle
