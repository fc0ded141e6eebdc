"""A deck's files in, what the last build of it left to go on from out, so that a build does what is new and no more.

What is remembered lies in the user's cache folder and never matters: it is used only where every byte of what it rests
on is as it was, and whoever deletes it waits for a whole build, no more.
"""

from generator.standing.kept import Kept, Packed, Told
from generator.standing.marks import Marks, marks
from generator.standing.memory import Memory, Said, is_settled, recall, remember

__all__ = ["Kept", "Marks", "Memory", "Packed", "Said", "Told", "is_settled", "marks", "recall", "remember"]
