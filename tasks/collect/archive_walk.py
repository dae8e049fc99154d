"""Every page of the archive with its place, in the order of its files: what a rebuild starts from."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.collect.archive import Archive, Place
from tasks.collect.warc_pages import WarcPage, page_of_record

#: Larger pages were never archived (collecting caps them); a bound against a damaged record.
MOST_BYTES = 64 * 1024 * 1024


def walk_archive(archive: Archive) -> Iterator[tuple[Place, WarcPage]]:
    """Yields each archived page; a file that breaks off gives its whole records and then ends quietly."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    for path in sorted(archive.folder.glob("*/*.warc.gz")):
        name = f"{path.parent.name}/{path.name}"
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            try:
                for record in records:
                    if record.rec_type != "response":
                        continue
                    offset = records.get_record_offset()
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    page = page_of_record(record, url, MOST_BYTES)
                    yield Place(name, offset, records.get_record_length()), page
            except (ArchiveLoadFailed, EOFError, OSError, ValueError):
                continue
