"""The data dictionary: docs/data-dictionary.md, written from the headers of the SQL files.

python -m warehouse.dictionary          writes it
python -m warehouse.dictionary --check  fails when it is not what the headers say
"""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse.contract import ROOM, Contract, contracts
from warehouse.sandbox import questions
from warehouse.search import SEARCHES

PAGE = ROOM.parent / "docs" / "data-dictionary.md"

_SCHEMAS = {
    "daily": "The product: one table for each question, built day by day. These columns are a contract; "
    "breaking one needs a migration and a line in the changelog.",
    "model": "Views that join facts, for going from a row to its evidence.",
    "raw": "Facts as the stages brought them. Append-only, or replaced by whole days.",
}


def data_dictionary() -> str:
    """The whole page, as Markdown."""
    parts = [
        "# Data dictionary",
        "Written by `python -m warehouse.dictionary` from the headers in `warehouse/`; the same words stand "
        "in the published file as comments (`select * from duckdb_columns()`). Instants are UTC; `day` is a "
        "UTC day; offsets count Unicode code points from 0 into the text of the version they name, end "
        "exclusive.",
    ]
    for schema, about in _SCHEMAS.items():
        parts += [f"## {schema}", about]
        parts += [_table(contract) for contract in contracts(schema).values()]
    parts += ["## Searching", "Used as tables: `from search.find('words')`."]
    parts.append("\n".join(f"- `{call}`: {meaning}." for call, meaning in SEARCHES.items()))
    parts += ["## Questions", "Run with `parallax sql @name`; each is a file in `warehouse/queries/`."]
    parts.append(
        "\n".join(
            f"- `@{asked.name}`: {asked.asks}"
            + (
                f" Parameters: {', '.join(f'`{name}`' for name, _, _ in asked.parameters)}."
                if asked.parameters
                else ""
            )
            for asked in questions().values()
        )
    )
    return "\n\n".join(parts) + "\n"


def _table(contract: Contract) -> str:
    lines = [
        f"### {contract.table}",
        "",
        f"{contract.row[:1].upper()}{contract.row[1:]} Key: `{', '.join(contract.key)}`.",
        "",
        "| column | unit | null | meaning |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{column.name}` | {column.unit.removeprefix('-')} | {column.null} | {column.meaning} |"
        for column in contract.columns
    ]
    if contract.asserts:
        lines += ["", "Checked at every build: " + "; ".join(words for words, _ in contract.asserts) + "."]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Writes the page, or with --check says whether it is up to date."""
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == data_dictionary() else 1
    write_dictionary(PAGE)
    return 0


def write_dictionary(path: Path) -> None:
    """Writes the page to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data_dictionary(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
