"""Hosts and ports: which are this machine's own, and whether one is free."""

import errno
import ipaddress
import socket

from nightsafe.cli.problems import CannotRun


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def url_of(host: str, port: int) -> str:
    """The address a person types to reach what listens there."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - recognised, not bound
        host = socket.gethostname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_free(host: str, port: int) -> None:
    """Listen for a moment; raises CannotRun when the port is taken or may not be used."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as why:
        raise CannotRun(f"This machine knows no host {host!r}: choose another --host.") from why
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(1)
        except OSError as why:
            raise CannotRun(_why(why, host, port)) from why


def _why(why: OSError, host: str, port: int) -> str:
    if why.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken: another program listens on {host}, perhaps nightsafe itself. "
            f"Stop that one, or choose another port with --port {port + 1 if port < 65535 else 0}."
        )
    if why.errno in {errno.EACCES, errno.EPERM}:
        return f"This account may not use port {port}. Choose one above 1023, such as --port 8000."
    return f"Nothing can listen on {host} port {port} ({why.strerror}): choose another --host."
