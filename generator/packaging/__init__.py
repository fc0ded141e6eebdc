"""Notes in, an .apkg out, and back: the only room that knows the package format."""

from generator.packaging.reading import read_collection, read_package
from generator.packaging.writing import note_ids, pack

__all__ = ["note_ids", "pack", "read_collection", "read_package"]
