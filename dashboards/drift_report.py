"""The drift report of a day: foreign HTML, served so that it runs without an origin and reaches nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

#: What the foreign page may load: only what it carries itself. `sandbox` takes its origin away, also when it is
#: opened outside the frame.
REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "style-src 'unsafe-inline' data:; img-src data: blob:; font-src data:; worker-src blob:; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
#: Reports larger than this are named instead of embedded.
MOST_BYTES = 32 << 20


def report_file(folder: Path, day: str) -> Path | None:
    """Where the watch stage leaves the day's report, or None; `day` is text from an address."""
    try:
        path = folder / "drift" / f"drift-{date.fromisoformat(day)}.html"
    except ValueError:
        return None
    return path if path.is_file() else None
