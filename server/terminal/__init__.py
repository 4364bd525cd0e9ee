"""Conversations in the terminal: a script or a person on one side, the HTTP API on the other."""

from server.terminal.playing import play_here, play_there

__all__ = ["play_here", "play_there"]
