"""Which addresses may be called, decided where the connection is made.

Owns the guard against server-side request forgery: what a name resolves to is judged when it
is resolved, and the socket address is judged once more when the socket is made, so that no
name can change its meaning in between. Does not own the list of exceptions, which an
administrator writes (`NEZUKU_...` settings), nor the address's form (`connection.py`).

Refused unless listed: loopback, private, shared (100.64/10), link-local with the metadata
address 169.254.169.254, unspecified, multicast, reserved and documentation networks, and IPv6
that carries such an IPv4 address (mapped, compatible, 6to4, NAT64, Teredo). The registries
behind `ipaddress.is_global` are IANA's special-purpose address registries for IPv4 and IPv6.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from nezuku.providers.errors import AddressForbidden

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that is given out so far of IPv6
# Special-purpose networks that `ipaddress` of some Python 3.11 still calls global.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation, RFC 9637
    )
)


class AddressListError(ValueError):
    """An entry of the list of allowed private addresses is neither network nor host:port."""

    def __init__(self, entry: str) -> None:
        super().__init__(f"neither a network nor host:port: {entry!r}")
        self.entry = entry


def embedded(address: Address) -> tuple[Address, ...]:
    """This will give the address and every IPv4 address that an IPv6 address carries inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    found: list[Address] = [address]
    if address.ipv4_mapped is not None:
        found.append(address.ipv4_mapped)
    if address.sixtofour is not None:
        found.append(address.sixtofour)
    if address.teredo is not None:
        found.extend(address.teredo)
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _COMPATIBLE or any(address in network for network in _NAT64):
        found.append(low)
    return tuple(found)


def is_public(address: Address) -> bool:
    """This will say whether the address, and every address inside it, is one of the open net."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64[0]:  # how an IPv6-only network reaches IPv4: judged by what it carries
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _UNICAST:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address.version == net.version and address in net for net in _SPECIAL)
    )


def parse_address(text: str) -> Address | None:
    """This will give the IP address a host text stands for, or None if it is a name.

    The old short forms (`127.1`, `0x7f000001`, `2130706433`) count as addresses, since the
    operating system would take them for such.
    """
    bare = text.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def _split_port(entry: str) -> tuple[str, int] | None:
    host, colon, port = entry.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit():
        return None
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        return None
    return (host.strip("[]").rstrip(".").lower(), int(port)) if 0 < int(port) < 65536 else None


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """The rule for addresses: public ones by https; others only where listed.

    `allow_private` holds `host:port` (a name or an address, `[::1]:8080` for IPv6) and networks
    (`10.0.0.0/8`, any port). A listed *name* opens private and loopback addresses at its port,
    never link-local, unspecified or multicast ones: those need the address or network itself.
    Raises AddressListError for an entry that is neither.
    """

    allow_private: tuple[str, ...] = ()
    _networks: tuple[Network, ...] = field(init=False, repr=False, compare=False)
    _sockets: frozenset[tuple[Address, int]] = field(init=False, repr=False, compare=False)
    _names: frozenset[tuple[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        networks: list[Network] = []
        sockets: set[tuple[Address, int]] = set()
        names: set[tuple[str, int]] = set()
        for entry in self.allow_private:
            pair = _split_port(entry.strip())
            if pair is None:
                try:
                    networks.append(ipaddress.ip_network(entry.strip(), strict=False))
                except ValueError:
                    raise AddressListError(entry) from None
            elif (address := parse_address(pair[0])) is not None:
                sockets.add((address, pair[1]))
            else:
                names.add(pair)
        object.__setattr__(self, "_networks", tuple(networks))
        object.__setattr__(self, "_sockets", frozenset(sockets))
        object.__setattr__(self, "_names", frozenset(names))

    def lists_name(self, host: str, port: int) -> bool:
        """This will say whether this name is listed at this port."""
        return (host.rstrip(".").lower(), port) in self._names

    def lists_address(self, address: Address, port: int) -> bool:
        """This will say whether the address is listed (an IPv4-mapped one counts as its IPv4)."""
        one: Address = address
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            one = address.ipv4_mapped
        return (one, port) in self._sockets or any(
            one.version == network.version and one in network for network in self._networks
        )

    def check_socket(self, address: Address, port: int, *, plain: bool, listed_name: bool) -> None:
        """This will raise AddressForbidden unless a connection to this socket is in order.

        `plain` means http, which only listed addresses get; `listed_name` says that the address
        was reached through a name that is listed.
        """
        if self.lists_address(address, port):
            return
        if listed_name and not any(
            one.is_link_local or one.is_unspecified or one.is_multicast for one in embedded(address)
        ):
            return
        if not is_public(address):
            raise AddressForbidden(f"{address} is not a public address", reason="private")
        if plain:
            raise AddressForbidden("a public address needs https", reason="plain_http")

    def check_url(self, url: URL) -> None:
        """This will raise AddressForbidden for what can be seen before any name is resolved."""
        if url.scheme not in ("http", "https"):
            raise AddressForbidden("only http and https", reason="scheme")
        host, port = url.host, url.port
        if not host or port is None:
            raise AddressForbidden("no host in the address", reason="malformed")
        address = parse_address(host)
        if address is not None:
            self.check_socket(address, port, plain=url.scheme == "http", listed_name=False)


class GuardedResolver(AbstractResolver):
    """Resolves names and gives only addresses that may be called.

    Raises AddressForbidden when a name has addresses and none of them may be called. Remembers
    which sockets were opened by a listed name, for the second look at the socket itself.
    """

    def __init__(
        self, policy: AddressPolicy, *, plain: bool, inner: AbstractResolver | None = None
    ) -> None:
        self._policy = policy
        self._plain = plain
        self._inner = inner if inner is not None else ThreadedResolver()
        self._opened: set[tuple[Address, int]] = set()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """This will give the callable addresses of a name, as the system orders them."""
        found = await self._inner.resolve(host, port, family)
        listed = self._policy.lists_name(host, port)
        good: list[ResolveResult] = []
        refusal: AddressForbidden | None = None
        for result in found:
            address = parse_address(result["host"])
            if address is None:
                continue
            try:
                self._policy.check_socket(address, port, plain=self._plain, listed_name=listed)
            except AddressForbidden as error:
                refusal = error
                continue
            if listed:
                self._opened.add((address, port))
            good.append(result)
        if not good and refusal is not None:
            raise refusal
        return good

    async def close(self) -> None:
        """This will close the resolver behind this one."""
        await self._inner.close()

    def make_socket(self, info: AddrInfoType) -> socket.socket:
        """This will make the socket for one address after judging the address itself."""
        family, kind, protocol, _, target = info
        address = parse_address(str(target[0]))
        port = int(target[1])
        if address is None:
            raise AddressForbidden("no IP address to connect to", reason="malformed")
        self._policy.check_socket(
            address, port, plain=self._plain, listed_name=(address, port) in self._opened
        )
        return socket.socket(family, kind, protocol)
