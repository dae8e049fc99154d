"""What the warehouse knows of the outlets themselves."""

from __future__ import annotations

from warehouse.connection import Warehouse


def expected_articles(warehouse: Warehouse) -> dict[str, tuple[int, int] | None]:
    """Expected articles a day, low and high, by outlet_id; None where nobody said."""
    rows = warehouse.rows("select outlet_id, expected_low, expected_high from raw.outlet order by outlet_id")
    return {
        row["outlet_id"]: None
        if row["expected_low"] is None or row["expected_high"] is None
        else (row["expected_low"], row["expected_high"])
        for row in rows
    }
