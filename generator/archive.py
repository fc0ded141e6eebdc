"""Named bytes in, a zip archive out that is the same on every machine; the only door to libdeflate.

Python's zipfile compresses with whatever zlib the interpreter was built with, and builds differ in the
bytes they write; libdeflate comes with a pinned version. Format: PKWARE APPNOTE 6.3, sections 4.3.7-16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

import deflate

from generator.errors import DeckwrightError

_STORED, _DEFLATED = 0, 8
_DATE = (1980 - 1980) << 9 | 1 << 5 | 1
_UTF8_NAMES = 1 << 11
_LIMIT = 0xFFFF_FFFE
_LEVEL = 5
"""The next one takes half as long again and saves a hundredth."""


def zip_archive(files: Iterable[tuple[str, bytes | bytearray, bool]]) -> bytes:
    """The archive of (name, content, compress) in the order given, every date 1980-01-01.

    Raises DeckwrightError for more than zip can hold without its 64-bit extension (4 GiB, 65,534 files).
    """
    body, directory, count, at = [], [], 0, 0
    for name, content, compress in files:
        packed = deflate.deflate_compress(content, _LEVEL) if compress else content
        method = _DEFLATED if compress else _STORED
        encoded = name.encode()
        facts = struct.pack(
            "<HHHHHLLLHH",
            *(20, _UTF8_NAMES, method, 0, _DATE, zlib.crc32(content), len(packed), len(content), len(encoded), 0),
        )
        local = b"PK\3\4" + facts + encoded
        directory.append(b"PK\1\2" + struct.pack("<H", 20) + facts + struct.pack("<HHHLL", 0, 0, 0, 0, at) + encoded)
        body += [local, packed]
        at += len(local) + len(packed)
        count += 1
        if at > _LIMIT or count > 0xFFFE:
            raise DeckwrightError("The package is larger than 4 GiB; split the deck, or make its media smaller.")
    central = b"".join(directory)
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, count, count, len(central), at, 0)
    return b"".join((*body, central, end))
