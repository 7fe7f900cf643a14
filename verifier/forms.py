"""What form a decoded value must have: a form is a function that raises `Unreadable`."""

import re
from collections.abc import Callable
from typing import Any

from verifier.enc import Unreadable

Form = Callable[[Any], None]


def uint(most: int = (1 << 63) - 1, least: int = 0) -> Form:
    """An unsigned integer within bounds."""

    def check(value: Any) -> None:
        if type(value) is not int or not least <= value <= most:
            raise Unreadable(f"a number from {least} to {most} is missing")

    return check


def number(*numbers: int) -> Form:
    """One of the numbers listed."""

    def check(value: Any) -> None:
        if type(value) is not int or value not in numbers:
            raise Unreadable(f"one of {', '.join(map(str, numbers))} is missing")

    return check


def octets(least: int = 0, most: int | None = None) -> Form:
    """A byte string; with one bound only, of exactly that length."""
    end = (least or None) if most is None else most

    def check(value: Any) -> None:
        if type(value) is not bytes or len(value) < least:
            raise Unreadable(f"a byte string of {least} bytes is missing")
        if end is not None and len(value) > end:
            raise Unreadable(f"a byte string of more than {end} bytes")

    return check


def text(most: int | None = None, least: int = 0) -> Form:
    """Text of so many characters."""

    def check(value: Any) -> None:
        if type(value) is not str or len(value) < least:
            raise Unreadable("text is missing")
        if most is not None and len(value) > most:
            raise Unreadable(f"text of more than {most} characters")

    return check


def pattern(expression: str, most: int | None = None) -> Form:
    """Text that fits a pattern as a whole."""
    fits = re.compile(expression).fullmatch

    def check(value: Any) -> None:
        if type(value) is not str or fits(value) is None:
            raise Unreadable(f"text of the form {expression} is missing")
        if most is not None and len(value) > most:
            raise Unreadable(f"text of more than {most} characters")

    return check


def word(*words: str) -> Form:
    """One of the words listed."""
    known = frozenset(words)

    def check(value: Any) -> None:
        if type(value) is not str or value not in known:
            raise Unreadable(f"one of {', '.join(words)} is missing")

    return check


def flag(value: Any) -> None:
    """True or false."""
    if value is not True and value is not False:
        raise Unreadable("true or false is missing")


def absent_or(form: Form) -> Form:
    """Null, or the form."""

    def check(value: Any) -> None:
        if value is not None:
            form(value)

    return check


def fields(*forms: Form) -> Form:
    """An array of exactly these."""
    count = len(forms)

    def check(value: Any) -> None:
        if type(value) is not list or len(value) != count:
            raise Unreadable(f"an array of {count} fields is missing")
        for form, item in zip(forms, value, strict=True):
            form(item)

    return check


def many(form: Form, most: int | None = None, least: int = 0) -> Form:
    """An array of any number of these, or of a number within bounds."""

    def check(value: Any) -> None:
        if type(value) is not list or len(value) < least:
            raise Unreadable("a list is missing")
        if most is not None and len(value) > most:
            raise Unreadable(f"a list of more than {most}")
        for item in value:
            form(item)

    return check
