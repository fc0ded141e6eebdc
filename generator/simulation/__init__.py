"""The snippets of a deck in, what each computed and drew out: run apart from the build, recorded beside the script."""

from generator.simulation.drawing import standing_alone
from generator.simulation.notebooks import notebook
from generator.simulation.reading import Library, read_library
from generator.simulation.recording import Recorded, record
from generator.simulation.walls import Walls, find_walls

__all__ = ["Library", "Recorded", "Walls", "find_walls", "notebook", "read_library", "record", "standing_alone"]
