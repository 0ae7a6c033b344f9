"""One request, with limits on everything: time, size, size unpacked, and where it may lead.

The answer of a server is no friend: it may never come, never end, unpack to gigabytes or point into the network of
whoever asks. ``Fetcher.fetch`` makes one GET request without following redirects and raises ``Unfetched`` for all that.
"""

from __future__ import annotations

import ipaddress
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from countermove.errors import InputError
from countermove.feeds.web.address import place, shown
from countermove.text import Unreadable

if TYPE_CHECKING:
    import ssl

#: Seconds for a connection to stand and for a server to go on sending.
CONNECT, SILENCE = 10.0, 20.0
#: Seconds after which an answer must be whole.
DEADLINE = 30.0

_ACCEPT = "application/atom+xml, application/rss+xml, text/html, application/xhtml+xml, */*;q=0.5"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_WEB_PORTS = frozenset((80, 443))
_KEPT = 30.0  # seconds that an idle connection is kept for the next request


class Unfetched(Unreadable):
    """An answer that was not had; ``kind`` is a problem kind, ``retry_after`` seconds that the server asked for."""

    def __init__(self, kind: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(kind, message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: names of headers in lower case, the body unpacked and empty unless the status is 200.

    ``moved`` is the address to use from now on, where the one asked for said that it has moved for good.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved: str | None = None

    @property
    def media_type(self) -> str:
        """ "text/html" of "Text/HTML; charset=utf-8"."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the header names."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None


class Fetcher:
    """Makes requests. ``agent`` is the User-Agent, ``deadline`` how many seconds one answer may take as a whole.

    ``given`` holds the (host, port) pairs that the user named: only these may lie in a private network. Proxies are
    those of the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). Raises InputError for a proxy that is no HTTP proxy.
    """

    def __init__(self, agent: str, deadline: float = DEADLINE, given: Iterable[tuple[str, int]] = ()) -> None:
        self._deadline = deadline
        self._given = set(given)
        self._transport = _Transport(self._may_be_private)
        self._client = httpx.Client(
            transport=self._transport,
            headers={"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(min(SILENCE, deadline), connect=min(CONNECT, deadline)),
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def allow(self, url: str) -> None:
        """The user named this address: its host may lie in a private network."""
        if (named := place(url)) is not None:
            self._given.add(named)

    def fetch(self, url: str, size: int, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to GET ``url``, redirects included. ``size`` is the most bytes a body may have, unpacked.

        Raises Unfetched: "address", "unreachable", "timeout", "too-long", "binary".
        """
        if place(url) is None:
            raise Unfetched("address", f"only http and https are fetched, not '{shown(url)}'")
        self._transport.until = time.monotonic() + self._deadline
        try:
            request = self._client.build_request("GET", url, headers=headers)
            response = self._client.send(request, stream=True)
            try:
                return _answer(url, response, size)
            finally:
                response.close()
        except httpcore.TimeoutException:
            raise Unfetched("timeout", f"no whole answer within {self._deadline:g} s") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpcore.LocalProtocolError):
            raise Unfetched("address", f"this is no address that can be fetched: '{shown(url)}'") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpx.HTTPError) as error:
            raise Unfetched("unreachable", f"the server cannot be reached: {_why(error)}") from None

    def _may_be_private(self, host: str, port: int) -> bool:
        return (host, port) in self._given or (port in _WEB_PORTS and any(host == name for name, _ in self._given))


def user_agent(version: str, contact: str | None) -> str:
    """ "countermove/0.1.0 (+https://example.org/bot)": the contact is the user's own. Raises InputError."""
    if contact is None:
        return f"countermove/{version}"
    if not contact.isascii() or not contact.isprintable() or set("()") & set(contact) or not contact.strip():
        raise InputError(f"the contact {contact!r} cannot be sent: give an e-mail address or a web address")
    return f"countermove/{version} ({'+' if '://' in contact else ''}{contact.strip()})"


def _why(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.partition("] ")[2] or text  # "[Errno 111] Connection refused" -> what it means


# --- the body ---------------------------------------------------------------------------------------


def _answer(url: str, response: httpx.Response, size: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status_code != httpx.codes.OK:
        return Answer(url, response.status_code, headers)
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > size:
        raise _too_long(size)
    packed = headers.get("content-encoding", "identity").strip().lower()
    return Answer(url, response.status_code, headers, b"".join(_unpacked(response.iter_raw(), packed, size)))


def _unpacked(chunks: Iterable[bytes], packed: str, size: int) -> Iterator[bytes]:
    """The chunks, unpacked, never more than ``size`` bytes of them and never more than that in memory."""
    if packed in ("", "identity"):
        yield from _limited(chunks, size)
    elif packed in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(_limited(chunks, size), packed, size)
    else:
        raise Unfetched("binary", f"the answer came packed as {packed[:40]!r}, which was not asked for")


def _limited(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    left = size
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise _too_long(size)
        yield chunk


def _inflated(chunks: Iterable[bytes], packed: str, size: int) -> Iterator[bytes]:
    unpacker, left = None, size
    try:
        for chunk in chunks:
            if unpacker is None and chunk:
                unpacker = zlib.decompressobj(_window(packed, chunk[0]))
            waiting = chunk
            while waiting and unpacker is not None and not unpacker.eof:
                piece = unpacker.decompress(waiting, left + 1)
                left -= len(piece)
                if left < 0:
                    raise _too_long(size)
                yield piece
                waiting = unpacker.unconsumed_tail
    except zlib.error:
        raise Unfetched("binary", f"the answer is said to be packed as {packed} and is not") from None
    if unpacker is not None and not unpacker.eof:
        raise Unfetched("unreachable", "the answer broke off")


def _window(packed: str, first: int) -> int:
    """What zlib is to expect. "deflate" should be zlib's format, whose first byte ends in 8, and often is bare."""
    if packed != "deflate":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if first & 0x0F == 8 else -zlib.MAX_WBITS


def _too_long(size: int) -> Unfetched:
    return Unfetched("too-long", f"the answer is longer than {size / 1_000_000:g} MB: it was cut off and left out")


# --- the network ------------------------------------------------------------------------------------


class _Transport(httpx.BaseTransport):
    """httpx's way to httpcore, with a network that knows the hour at which an answer must be whole (``until``)."""

    def __init__(self, may_be_private: Callable[[str, int], bool]) -> None:
        self.until = float("inf")
        self._may_be_private = may_be_private
        self._pools: dict[str, httpcore.ConnectionPool] = {}
        self._proxies = {scheme: url for scheme, url in getproxies().items() if scheme in ("http", "https")}
        for url in self._proxies.values():
            if not url.startswith(("http://", "https://")):
                raise InputError(f"the proxy {shown(url)} cannot be used: HTTP_PROXY and HTTPS_PROXY take HTTP proxies")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        inner = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = self._pool(url).handle_request(inner)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def left(self, timeout: float | None) -> float:
        """The seconds that a step may take. Raises a timeout where the hour has come."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(timeout, left)

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        proxy = self._proxies.get(url.scheme)
        if proxy and (proxy_bypass(url.host) or _is_loopback(url.host)):
            proxy = None
        key = f"{url.scheme} {proxy}"
        if key not in self._pools:
            context = httpx.create_ssl_context() if url.scheme == "https" else None
            self._pools[key] = self._new_pool(proxy, context)
        return self._pools[key]

    def _new_pool(self, proxy: str | None, context: ssl.SSLContext | None) -> httpcore.ConnectionPool:
        if proxy is None:
            network = _Network(self, self._may_be_private)
            return httpcore.ConnectionPool(context, keepalive_expiry=_KEPT, network_backend=network)
        given = httpx.URL(proxy)
        auth = (given.username, given.password) if given.username else None
        bare = str(given.copy_with(username=None, password=None))
        # Where a proxy leads is the proxy's to allow.
        network = _Network(self, lambda _host, _port: True)
        return httpcore.HTTPProxy(bare, auth, ssl_context=context, keepalive_expiry=_KEPT, network_backend=network)


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Network(httpcore.SyncBackend):
    """Connections whose every step ends by the hour, none of them into a private network that the user did not name.

    Whether an address is private is asked of the connection, not of the name: names may change what they mean.
    """

    def __init__(self, transport: _Transport, may_be_private: Callable[[str, int], bool]) -> None:
        self._transport = transport
        self._may_be_private = may_be_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = super().connect_tcp(host, port, self._transport.left(timeout), local_address, socket_options)
        if not self._may_be_private(host, port) and not _is_public(stream.get_extra_info("server_addr")[0]):
            stream.close()
            raise Unfetched("address", f"{host}:{port} lies in a private network that no address given names")
        return _Stream(stream, self._transport)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, transport: _Transport) -> None:
        self._stream = stream
        self._transport = transport

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._transport.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._transport.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._transport.left(timeout))
        return _Stream(inner, self._transport)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_global


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
