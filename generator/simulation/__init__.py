"""The snippets of a deck in, what each computed and drew out: run apart from the build, recorded beside the script."""

from generator.simulation.reading import Library, read_library

__all__ = ["Library", "read_library"]
