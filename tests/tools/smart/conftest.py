"""Fixtures of the SMART tests: see client_and_server."""

from client_and_server import key_path, opened, server, time

__all__ = ["key_path", "opened", "server", "time"]
