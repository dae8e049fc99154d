"""The pages a run may ask for in all, given out so that no outlet takes another's part."""

from __future__ import annotations


class RunBudget:
    """Parts of `pages` for so many `outlets`; each asks once, when it knows what it wants.

    Nobody waits for anybody: whoever asks gets at most an equal part of what is left for those that have not
    asked yet. So each outlet is sure of its equal part of the whole, and what the modest leave is shared.
    """

    def __init__(self, pages: int, outlets: int) -> None:
        self._left, self._waiting = pages, outlets

    def take(self, wanted: int) -> int:
        """Return how many of the `wanted` pages one outlet may ask for."""
        granted = min(wanted, self._left // max(self._waiting, 1))
        self._left -= granted
        self._waiting -= 1
        return granted
