"""What both mail and push know of the hosts that they call."""

import ipaddress

# A server that cannot be reached is not called again for so long: each call may take a whole
# timeout, and what waits behind it is perhaps a warning.
SHUT_FOR = 30.0  # seconds


def is_loopback(host: str) -> bool:
    """Whether a host, a name or an address, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
