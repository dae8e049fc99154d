"""Whether the books close: every entry has one end, every row keeps its table's promises."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.build import promises
from warehouse.connection import Warehouse
from warehouse.contract import contracts


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: where, what, and for how many rows."""

    table: str
    what: str
    rows: int

    def __str__(self) -> str:
        return f"{self.table}: {self.what} ({self.rows} rows)"


#: Each query counts what is wrong in one run; $run is its id.
_RUN_CHECKS = (
    (
        "raw.outcome",
        "an entry ended twice in the run",
        """select count(*) from (
            select entry_id from raw.outcome where run_id = $run group by entry_id having count(*) > 1
        )""",
    ),
    (
        "raw.entry",
        "an entry of the run has no outcome",
        """select count(*) from raw.entry as entry
        where entry.run_id = $run
            and not exists (
                from raw.outcome as outcome
                where outcome.run_id = $run and outcome.entry_id = entry.entry_id
            )""",
    ),
    (
        "raw.fetch",
        "a page was asked for, but its entry has no outcome",
        """select count(*) from raw.fetch as attempt
        where attempt.run_id = $run
            and attempt.purpose = 'page'
            and attempt.entry_id is not null
            and not exists (
                from raw.outcome as outcome
                where outcome.run_id = $run and outcome.entry_id = attempt.entry_id
            )""",
    ),
    (
        "raw.outcome",
        "a text was kept, but its version is not there",
        """select count(*) from raw.outcome as outcome
        where outcome.run_id = $run
            and outcome.outcome = 'kept'
            and outcome.version_id is not null
            and not exists (from raw.version as version where version.version_id = outcome.version_id)""",
    ),
    (
        "raw.outcome",
        "an outcome needs a reason and has none",
        """select count(*) from raw.outcome
        where run_id = $run and outcome in ('refused', 'failed', 'deferred') and reason is null""",
    ),
    (
        "raw.run",
        "attempts counted by the run and rows of raw.fetch differ",
        """select coalesce(abs(max(run.attempts) - (select count(*) from raw.fetch where run_id = $run)), 0)
        from raw.run as run where run.run_id = $run""",
    ),
    (
        "raw.run",
        "entries counted by the run and rows of raw.outcome differ",
        """select coalesce(
            abs(max(run.entries_seen) - (select count(*) from raw.outcome where run_id = $run)), 0
        )
        from raw.run as run where run.run_id = $run""",
    ),
)

#: Child rows whose parent is missing, over the whole warehouse.
_PARENTS = (
    ("version", "article_id", "article"),
    ("text_claims", "version_id", "version"),
    ("sentence", "version_id", "text_claims"),
    ("attribution", "version_id", "text_claims"),
    ("proposition", "version_id", "text_claims"),
    ("name_use", "version_id", "text_claims"),
    ("number_use", "version_id", "text_claims"),
    ("story_member", "version_id", "version"),
    ("claim_member", "version_id", "version"),
)


def check_run(warehouse: Warehouse, run_id: str) -> list[Problem]:
    """What does not close in the books of one run; empty when everything does."""
    found = []
    for table, what, query in _RUN_CHECKS:
        rows = next(iter(warehouse.rows(query, {"run": run_id})[0].values()))
        if rows:
            found.append(Problem(table, what, rows))
    return found


def check_tables(warehouse: Warehouse) -> list[Problem]:
    """Promises of any table that do not hold, and rows whose parent is missing; reads every table once."""
    found = []
    for schema in ("raw", "daily"):
        for contract in contracts(schema).values():
            for what, query in promises(contract):
                rows = next(iter(warehouse.rows(query.replace(":which", "true"))[0].values()))
                if rows:
                    found.append(Problem(contract.table, f"{what} does not hold", rows))
    for child, key, parent in _PARENTS:
        query = f"""select count(*) as rows from raw.{child} as child
        where not exists (from raw.{parent} as parent where parent.{key} = child.{key})"""
        rows = warehouse.rows(query)[0]["rows"]
        if rows:
            found.append(Problem(f"raw.{child}", f"its {key} is not in raw.{parent}", rows))
    return found
