"""Addresses on the web, as users write them."""

from __future__ import annotations


def is_address(source: str) -> bool:
    """Whether this is an address on the web, not a file."""
    return source.lower().startswith(("http://", "https://"))


def shown(url: str) -> str:
    """The address as it may be shown and kept: without the name and password that may stand in it."""
    before, slashes, after = url.partition("://")
    authority, slash, rest = after.partition("/")
    return f"{before}{slashes}{authority.rpartition('@')[2]}{slash}{rest}"
