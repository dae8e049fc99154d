"""The one settings model: environment variables PARALLAX_*, built by a flow or command, never at import."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from warehouse.place import Lake

PREFIX = "PARALLAX_"
#: Where a worker finds prefect.yaml's flows; read by Prefect, no setting of ours.
ROOT = PREFIX + "ROOT"


class SettingsError(ValueError):
    """A setting that is unknown or wrong; the message names the variable and the remedy."""


class Settings(BaseSettings):
    """Everything that can be set from outside. Each is also an environment variable, upper-cased."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="warehouse, archive, published copy and state live here")
    outlets_file: Path = Field(Path("outlets.toml"), description="the outlets watched")
    contact: str = Field(
        "", description="e-mail or page put into the user agent, so that a site's owner can reach you"
    )
    workers: int = Field(
        0, ge=0, le=256, description="processes that read pages and compare large days; 0 means one per core"
    )
    runner: Literal["local", "dask", "ray"] = Field(
        "local",
        description="where pages are read and days compared: processes of this machine, or a Dask or Ray cluster",
    )
    runner_address: str = Field("", description="address of the Dask scheduler or the Ray head")
    lake_catalog: SecretStr = Field(
        SecretStr(""),
        description="Postgres database (host=… dbname=… user=…) of a warehouse that several pipelines share; "
        "empty: a file in data_dir",
    )
    lake_files: str = Field("", description="folder or s3:// address of the shared warehouse's Parquet files")
    s3_key: str = Field("", description="key of the s3:// address")
    s3_secret: SecretStr = Field(SecretStr(""), description="its secret")
    s3_endpoint: str = Field(
        "", description="host of an S3 service other than Amazon's; http:// before it where it has no TLS"
    )
    s3_region: str = Field("", description="region of the s3:// address")
    spacing_seconds: float = Field(
        5.0, ge=1.0, le=120, description="least time between two requests to one registrable domain"
    )
    articles_per_outlet: int = Field(300, ge=1, description="pages fetched per outlet and run at the most")
    minutes_per_run: float = Field(60.0, gt=0, description="collecting ends after this; the rest is deferred")
    timezones: str = Field(
        "UTC",
        description="time zones, as Europe/Kyiv, separated by spaces: the daily run comes at 05:20 in each",
    )
    window_days: int = Field(3, ge=1, le=14, description="days within which articles can be one story")
    seed: int = Field(0, description="seed of the permutation tests and bootstraps")
    notify: SecretStr = Field(
        SecretStr(""),
        description="where alarms go: apprise addresses, separated by spaces; they may hold passwords",
    )
    pages_url: str = Field(
        "http://127.0.0.1:8501", description="address of the pages, for the links in alarms"
    )
    permutations: int = Field(499, ge=99, le=9999, description="shuffles per divergence test")

    @field_validator("timezones")
    @classmethod
    def _known_zones(cls, given: str) -> str:
        for zone in given.split() or [given]:
            try:
                ZoneInfo(zone)
            except (ValueError, OSError):
                raise ValueError(f"{zone!r} is no time zone; write it as Europe/Kyiv or UTC") from None
        return given

    @property
    def zones(self) -> tuple[str, ...]:
        """Time zones of the daily run."""
        return tuple(self.timezones.split())

    @model_validator(mode="after")
    def _lake_is_whole(self) -> Settings:
        if bool(self.lake_catalog.get_secret_value()) != bool(self.lake_files):
            raise ValueError("lake_catalog and lake_files belong together: give both or neither")
        return self

    @property
    def lake(self) -> Lake | None:
        """The shared warehouse, None where it is a file of this machine."""
        catalog = self.lake_catalog.get_secret_value()
        if not catalog:
            return None
        s3 = {
            "key_id": self.s3_key,
            "secret": self.s3_secret.get_secret_value(),
            "endpoint": self.s3_endpoint.partition("://")[2] or self.s3_endpoint,
            "region": self.s3_region,
            "url_style": "path" if self.s3_endpoint else "",
            "use_ssl": "false" if self.s3_endpoint.startswith("http://") else "",
        }
        return Lake(catalog, self.lake_files, tuple(s3.items()))

    @property
    def warehouse(self) -> Path | Lake:
        """Where runs write."""
        return self.lake or self.warehouse_file

    @property
    def published(self) -> Path | Lake:
        """Where analysts and pages read."""
        return self.lake or self.published_file

    @property
    def warehouse_file(self) -> Path:
        """The working DuckDB file; only a running flow opens it."""
        return self.data_dir / "parallax.duckdb"

    @property
    def archive_dir(self) -> Path:
        """WARC files, one folder a day."""
        return self.data_dir / "archive"

    @property
    def published_dir(self) -> Path:
        """The read-only copy that analysts and pages open."""
        return self.data_dir / "published"

    @property
    def published_file(self) -> Path:
        """The published DuckDB file."""
        return self.published_dir / "parallax.duckdb"

    @property
    def state_dir(self) -> Path:
        """Host ledger and Prefect's own files."""
        return self.data_dir / "state"


def load_settings(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Settings from the environment, overridden by `given` values that are not None.

    Raises SettingsError naming every unknown or wrong variable at once.
    """
    env = os.environ if environment is None else environment
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {ROOT}
    problems = []
    for name in sorted(env):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            problems.append(f"{name}: unknown setting" + (f"; did you mean {close[0]}?" if close else ""))
    try:
        settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as wrong:
        for error in wrong.errors():
            problems.append(f"{PREFIX}{'_'.join(str(p) for p in error['loc']).upper()}: {error['msg']}")
    if problems:
        raise SettingsError("; ".join(problems))
    return settings
