"""Cards that want an answer in, with the cards around them; answers that somebody has still to read out."""

from __future__ import annotations

from generator.completion.gaps import Gap, gaps

__all__ = ["Gap", "gaps"]
