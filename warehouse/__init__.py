"""DuckDB: raw facts, model joins, daily tables. Nothing else imports duckdb."""
