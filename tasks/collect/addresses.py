"""Which addresses may be dialled: public unicast only, seen through every wrapping of IPv4 in IPv6."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_V6 = ipaddress.IPv6Network
# Prefixes that carry an IPv4 address in their last 32 bits: mapped, compatible, SIIT, NAT64 (RFC 6052).
_LAST_32 = (_V6("::ffff:0:0/96"), _V6("::/96"), _V6("::ffff:0:0:0/96"), _V6("64:ff9b::/96"))
# Never public, whatever the standard library's tables of the running version say.
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_GLOBAL_V6 = _V6("2000::/3")


def is_public(text: str) -> bool:
    """Say whether an address literal is public unicast; anything unreadable is not.

    168.63.129.16 is a cloud's metadata service on a public address. Translated forms (mapped, compatible,
    6to4, Teredo, NAT64, ISATAP) are public only if the address they carry is; Teredo never is.
    """
    if "%" in text:
        return False
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return all(_plain_public(one) for one in _unwrapped(address))


def _unwrapped(address: Address) -> list[Address]:
    """Return the addresses to check in place of one: what it carries, and itself unless a mere wrapping."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    number = int(address)
    low = ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if any(address in network for network in _LAST_32):
        return [low]
    found: list[Address] = [address]
    if address.sixtofour is not None:
        found.append(address.sixtofour)
    # ISATAP: an interface identifier of 0000:5efe or 0200:5efe and an IPv4 address.
    if (number >> 32) & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):
        found.append(low)
    return found


def _plain_public(address: Address) -> bool:
    if address.version == 6 and address not in _GLOBAL_V6:
        return False
    if any(address.version == network.version and address in network for network in _REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
