"""Which addresses of the network are public: what a page, a link or a redirect may lead to."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Networks whose addresses carry an IPv4 address, with the number of bits right of it (RFC 6052, RFC 3056).
_CARRIERS = (
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
# A public number that leads to the machine's own cloud: the metadata service of Azure.
_METADATA = frozenset({IPv4Address("168.63.129.16")})


def is_public(address: str) -> bool:
    """Whether an IP address (in any numeric form that `ipaddress` reads) is one of the public network.

    Not public are loopback, private, link-local, shared, multicast and reserved addresses, those of metadata
    services, and IPv6 addresses that carry such an IPv4 address. Raises `ValueError` for what is none.
    """
    ip = ip_address(address.partition("%")[0])  # without the zone of a link-local address
    if isinstance(ip, IPv6Address):
        carried = _carried(ip)
        if carried is not None:
            return is_public(str(carried))
        if ip.is_site_local or ip.teredo:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip in _METADATA)


def is_public_host(host: str) -> bool:
    """Whether a host may be public as far as its spelling tells: False for what spells an address that is not, and for
    localhost and the names below it (https://www.rfc-editor.org/rfc/rfc6761#section-6.3). Any other name is for who
    resolves it to judge."""
    host = host.strip("[]").rstrip(".").lower()
    if (number := number_of(host)) is not None:
        return is_public(number)
    return host != "localhost" and not host.endswith(".localhost")


def number_of(host: str) -> str | None:
    """The IP address that a host spells, in any form that resolvers read (127.1, 0x7f000001, 017700000001,
    2130706433); None for a name."""
    try:
        if ":" in host:
            return str(ip_address(host))
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    for network, shift in _CARRIERS:
        if ip in network:
            return IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)
    return None
