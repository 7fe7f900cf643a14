"""A figure: one measured number, and the bar it is held against, if it has one."""

from collections.abc import Callable, Mapping
from typing import NewType

import msgspec

FigureName = NewType("FigureName", str)


class Figure(msgspec.Struct, frozen=True):
    """One line of the table and one entry of results.json.

    Attributes:
        value: In `unit`.
        bar: The bar in words with its number, or None for a figure that is only told.
        holds: Whether the value keeps the bar; None without one.
    """

    name: FigureName
    value: float
    unit: str
    bar: str | None = None
    holds: bool | None = None


Earlier = Mapping[FigureName, Figure]
Measure = Callable[[Earlier], list[Figure]]


def told(name: str, value: float, unit: str) -> Figure:
    """A figure without a bar."""
    return Figure(FigureName(name), value, unit)


def at_most(name: str, value: float, unit: str, limit: float, why: str = "") -> Figure:
    """A figure that holds while `value <= limit`; `why` tells where the limit comes from."""
    bar = _bar("at most", limit, unit, why)
    return Figure(FigureName(name), value, unit, bar, holds=value <= limit)


def at_least(name: str, value: float, unit: str, limit: float, why: str = "") -> Figure:
    """A figure that holds while `value >= limit`; `why` tells where the limit comes from."""
    bar = _bar("at least", limit, unit, why)
    return Figure(FigureName(name), value, unit, bar, holds=value >= limit)


def _bar(side: str, limit: float, unit: str, why: str) -> str:
    return f"{side} {shown(limit)} {unit}" + (f" ({why})" if why else "")


def shown(value: float) -> str:
    """A number with as many digits as a reader can use."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that at least `percent` of all values do not exceed."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]
