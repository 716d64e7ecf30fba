"""A real HTTP server on this machine that answers as it is told: rightly, wrongly, slowly, endlessly."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

# What to answer: status and body; or a function that writes to the connection itself.
Answer = tuple[int, object] | Callable[[BaseHTTPRequestHandler], None]


class Script:
    """`answer(key)` decides by the path, or by Etherscan's action; `asked` is what came, in order."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def on(self, key: str, *answers: Answer) -> None:
        """The answers in turn; the last one stays."""
        self.answers[key] = list(answers)

    def next(self, key: str) -> Answer:
        left = self.answers.get(key)
        if not left:
            return 404, "not found"
        return left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def scripted() -> Iterator[Script]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            self.reply(parse_qs(url.query).get("action", [url.path])[0])

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.reply(urlsplit(self.path).path)

        def reply(self, key: str) -> None:
            script.asked.append(key)
            script.headers.append(dict(self.headers))
            answer = script.next(key)
            if callable(answer):
                answer(self)
                return
            status, body = answer
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *request: object) -> None:
            """Whoever asked may have hung up; that is what is tried."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
