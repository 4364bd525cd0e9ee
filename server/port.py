"""Takes the port before anything that costs time is imported, so that a port in use is known at once."""

import errno
import socket

from clinic.errors import FrontdeskError


class PortInUse(FrontdeskError):
    code = "port_in_use"


def take_port(host: str, port: int) -> socket.socket:
    """A bound socket; nobody can connect before the server listens on it. Raises PortInUse, FrontdeskError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"Port {port} on {host} is in use. Stop the program that uses it, or choose another port: "
                f"frontdesk serve --port {port + 1}"
            ) from None
        raise FrontdeskError(
            f"Cannot listen on {host} port {port}: {error.strerror}.", code="cannot_listen"
        ) from None
    return taken
