"""A web site on this machine for tests: a real server on a free port, its pages told one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

#: What a path answers: does all by itself.
Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """``pages`` maps paths to what they answer; ``asked`` has each request, with its headers in ``sent``."""

    url: str = ""
    pages: dict[str, Answering] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """The path answers this from now on; gives its address. ``content_type`` is the header Content-Type."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        usual = "application/rss+xml" if b"<rss" in data[:200] else "text/html; charset=utf-8"

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"Content-Type": usual, "Content-Length": str(len(data)), **named}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(data)

        self.pages[path] = answer
        return self.url + path

    def does(self, path: str, answer: Answering) -> str:
        """The path answers by doing this; gives its address."""
        self.pages[path] = answer
        return self.url + path

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers for the time of a ``with``."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5
        disable_nagle_algorithm = True  # head and body are sent apart, and the second would wait

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.sent.append({name.lower(): value for name, value in self.headers.items()})
            answer = site.pages.get(self.path)
            try:
                if answer is None:
                    self.send_response(404)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    answer(self)
            except OSError:  # the visitor has gone, as visitors do who have had enough
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:  # as above: a visitor that has gone
            pass

    server = Server(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def story(title: str, *paragraphs: str, outlet: str = "Example Post", head: str = "") -> str:
    """An article page as outlets write them."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    name = f'<meta property="og:site_name" content="{outlet}">' if outlet else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{name}{head}</head><body>'
        f'<nav><a href="/">Home</a></nav><article><h1>{title}</h1>{body}</article><footer>Imprint</footer>'
        "</body></html>"
    )


def item(title: str, link: str | None, *, guid: str | None = None, date: str | None = None, more: str = "") -> str:
    """One entry of an RSS feed."""
    parts = (("title", title), ("link", link), ("guid", guid), ("pubDate", date))
    return "<item>" + "".join(f"<{tag}>{escape(value)}</{tag}>" for tag, value in parts if value) + more + "</item>"


def rss(*items: str, title: str = "Example Post - World", head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """An RSS feed, the newest entry first."""
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title>{''.join(items)}</channel></rss>"
    )
