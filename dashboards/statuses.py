"""The words of a cell, on pages and in the terminal: what an outlet does with a claim, and why it has none."""

from __future__ import annotations

#: Mark (shape) and words of each status; the shape alone tells them apart.
STATUS = {
    "asserted": ("●", "asserts"),
    "endorsed": ("◉", "endorses"),
    "attributed": ("○", "attributes"),
    "distanced": ("◌", "distances"),
    "denied": ("⊘", "denial only"),
    "contradicted": ("✕", "contradicts"),
    "omitted": ("–", "omits"),
    "not_observed": ("·", "not observed"),
}


#: The same words for several outlets.
SEVERAL = {
    "asserted": "assert",
    "endorsed": "endorse",
    "attributed": "attribute",
    "distanced": "distance",
    "denied": "carry only the denial",
    "contradicted": "contradict",
    "omitted": "omit",
    "not_observed": "not observed",
}


#: How the reason of a cell begins that was observed and not decided.
_UNDECIDED = ("undecided: ", "says too little by itself")
#: What the word for it means, in legends.
UNDECIDED = "observed, but not silent for certain, or the claim is too slight to be missed"


def standing(status: str, reason: str | None) -> str:
    """The words of one cell; silence of an outlet that was observed well is not called unobserved."""
    return "undecided" if (reason or "").startswith(_UNDECIDED) else STATUS[status][1]


def why(reason: str | None) -> str:
    """The reason of a cell beside its words: what they say already is not said again."""
    return (reason or "").removeprefix(_UNDECIDED[0])


def many(status: str, outlets: int) -> str:
    """What so many outlets do with a claim: `1 omits`, `4 assert`."""
    if status == "denied" and outlets == 1:
        return "1 carries only the denial"
    return f"{outlets} {STATUS[status][1] if outlets == 1 else SEVERAL[status]}"
