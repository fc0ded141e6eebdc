"""Count how many examples of a property were read at all: a reader that refuses everything would pass any property."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from generator.errors import DeckwrightError


class Share:
    """The examples of a property that were read, of those that were tried; at least a share of them has to be."""

    def __init__(self, least: float) -> None:
        self.least, self.tried, self.read = least, 0, 0

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Try one example: a DeckwrightError in the block refuses it."""
        self.tried += 1
        with contextlib.suppress(DeckwrightError):
            yield
            self.read += 1

    def check(self) -> None:
        """Fail where too few were read; skip where the property did not run."""
        if not self.tried:
            pytest.skip("The property did not run.")
        assert self.read >= self.least * self.tried, f"{self.read} of {self.tried} examples were read"
