"""ZIP files from strangers: what `zipfile` is spared, and all that it raises over a bad one."""

import zipfile
import zlib
from typing import IO

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""All that zipfile raises over a file that was made to break it."""


class Sparing:
    """A file for ``zipfile``, which would else read a list of members as large as it claims."""

    def __init__(self, content: IO[bytes], most: int) -> None:
        self._content = content
        self._most = most
        self.seek, self.tell, self.seekable = content.seek, content.tell, content.seekable

    def read(self, size: int = -1) -> bytes:
        limit = self._most + 1
        found = self._content.read(limit if size < 0 else min(size, limit))
        if len(found) == limit:
            raise zipfile.BadZipFile
        return found
