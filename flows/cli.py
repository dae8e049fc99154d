"""The `parallax` command."""


def main() -> None:
    """Run the command line."""
