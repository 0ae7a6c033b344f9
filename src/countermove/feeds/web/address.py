"""Addresses on the web, as users write them."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_address(source: str) -> bool:
    """Whether this is an address on the web, not a file."""
    return source.lower().startswith(("http://", "https://"))


def shown(url: str) -> str:
    """The address as it may be shown and kept: without the name and password that may stand in it."""
    before, slashes, after = url.partition("://")
    authority, slash, rest = after.partition("/")
    return f"{before}{slashes}{authority.rpartition('@')[2]}{slash}{rest}"


def place(url: str) -> tuple[str, int] | None:
    """Host and port of an http or https address; None of anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname, port or (443 if parts.scheme == "https" else 80)
