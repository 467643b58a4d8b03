"""Files that are written whole or not at all, and what is said of those that cannot be read or written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def cause_of(error: OSError) -> str:
    """Why a file could not be read or written, as messages have it: in small letters, without number and name."""
    return (error.strerror or str(error)).lower()


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file to write to, which takes the place of `path` when the block ends without exception.

    Until then, and when nothing was written, `path` is as it was; a `KeyboardInterrupt` says so. A device or a pipe is
    written to directly, and the file behind a symbolic link is replaced, not the link. Raises `OSError`, before the
    block is entered where the folder cannot be written to.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8") as file:
            yield file
        return
    named, path = path, path.resolve()
    part = path.parent / f".ghirbal-{secrets.token_hex(8)}.part"
    try:
        with part.open("x", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if part.stat().st_size:
            if path.exists():
                part.chmod(path.stat().st_mode & 0o7777)
            part.replace(path)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"nothing is written to {named}") from None
    finally:
        part.unlink(missing_ok=True)
