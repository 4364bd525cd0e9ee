"""Takes a turn's commands into the conversation: what was told, chosen, affirmed, corrected, begun and dropped.

Pure: state and commands in, changed fields out. Nothing is looked up and nothing is written here.
"""

from graph.merge.commands import Merge

__all__ = ["Merge"]
