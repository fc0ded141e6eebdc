"""A package of ours in, how long real Anki takes for it, beside Anki's own legacy export of the same notes, out.

Run as `python benchmarks/anki_import.py dist/everything.apkg` where the `anki` wheel is installed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

# anki.collection must come first: its other modules import it and are imported by it.
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def main(package: Path) -> None:
    """Import, import again, export as Anki does for its older versions, and import that."""
    with tempfile.TemporaryDirectory() as folder:
        first = Collection(str(Path(folder) / "ours.anki2"))
        print(
            f"our package: {package.stat().st_size / 1e6:.2f} MB, imported in {_import(first, package):.2f} s, "
            f"over itself in {_import(first, package):.2f} s"
        )
        theirs = Path(folder) / "theirs.apkg"
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=True)
        first.export_anki_package(out_path=str(theirs), options=options, limit=None)
        first.close()
        second = Collection(str(Path(folder) / "theirs.anki2"))
        print(f"Anki's own: {theirs.stat().st_size / 1e6:.2f} MB, imported in {_import(second, theirs):.2f} s")
        second.close()


def _import(collection: Collection, package: Path) -> float:
    """Seconds for an import with the options a double-click has."""
    began = time.perf_counter()
    request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(Path(sys.argv[1]))
