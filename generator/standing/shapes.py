"""Compare plain values with the shape they should have, since a cache may hold anything."""

from __future__ import annotations

from types import UnionType
from typing import Any, TypeAlias

Shape: TypeAlias = Any
"""A type; a list with the shape of each item of a sequence; a tuple with the shapes of the items, one by one."""


def fits(value: object, shape: Shape) -> bool:
    """Return whether the value has the shape.

    >>> fits([("a", 1), ("b", 2)], [(str, int)])
    True
    >>> fits([("a", 1), ("b", None)], [(str, int)])
    False
    """
    if isinstance(shape, type | UnionType):
        return isinstance(value, shape)
    if not isinstance(value, list | tuple):
        return False
    if isinstance(shape, list):
        return all(fits(item, shape[0]) for item in value)
    return len(value) == len(shape) and all(map(fits, value, shape))
