"""An address, a model's name and a key in, a place to ask out: nothing unsafe gets through."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from generator.errors import DeckwrightError

KEY = "DECKWRIGHT_API_KEY"
"""The environment variable that holds the key."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked: address, its name there, the key ("" where none is needed), seconds to wait."""

    url: str
    model: str
    key: str = field(repr=False, default="")
    timeout: float = 120.0

    @property
    def host(self) -> str:
        """The server as messages name it."""
        return urlsplit(self.url).netloc


def endpoint(base_url: str, model: str, key: str, timeout: float) -> Endpoint:
    """The endpoint of a server. Raises DeckwrightError for an address or key that cannot be meant or is not safe."""
    try:
        parts = urlsplit(base_url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise DeckwrightError("--base-url is no web address; it looks like http://localhost:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise DeckwrightError(f"--base-url must hold no password, ? or #; a key belongs into {KEY}.")
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise DeckwrightError(f"{KEY} holds characters that no key has; copy the key again.")
    if key and parts.scheme == "http" and not is_here(parts.hostname or ""):
        raise DeckwrightError(
            f"The key in {KEY} would go to {parts.netloc} unprotected; use an https address, or unset {KEY}."
        )
    return Endpoint(base_url.rstrip("/").removesuffix("/chat/completions"), model, key, timeout)


def is_here(host: str) -> bool:
    """Tell whether a host is this very machine: a proxy is not asked for it, and a key may go there unprotected."""
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        # Systems read short forms as well: 127.1 is 127.0.0.1.
        address = ipaddress.ip_address(name if ":" in name else socket.inet_aton(name))
    except (ValueError, OSError):
        return False
    real = getattr(address, "ipv4_mapped", None) or address
    return real.is_loopback or real.is_unspecified
