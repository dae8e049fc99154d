"""`parallax dashboard`: the pages, on loopback, over the published copy."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from flows.errors import CommandError
from flows.settings import load_settings

#: Nothing leaves the machine: no usage statistics, loopback only, no file watching of the installation.
OPTIONS = (
    ("server.address", "127.0.0.1"),
    ("server.headless", "true"),
    ("server.fileWatcherType", "none"),
    ("browser.gatherUsageStats", "false"),
    ("client.toolbarMode", "minimal"),
    ("client.showErrorDetails", "none"),
)


def open_dashboard(data: Path | None, port: int) -> int:
    """Serves the pages until stopped; replaces this process. Raises CommandError when it cannot."""
    settings = load_settings(data_dir=data)
    if importlib.util.find_spec("streamlit") is None:
        raise CommandError(
            "the pages need streamlit, which is not installed: pip install 'parallax-news[pages]'"
        )
    app = Path(__file__).parents[2] / "dashboards" / "app.py"
    os.environ["PARALLAX_PUBLISHED"] = str(settings.published_file.absolute())
    print(f"http://127.0.0.1:{port} (this machine only; stop with Ctrl-C)", file=sys.stderr)
    flags = [f"--{name}={value}" for name, value in (*OPTIONS, ("server.port", str(port)))]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(app), *flags])  # noqa: S606
