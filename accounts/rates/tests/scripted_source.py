"""A web server on this machine that answers as the test says: a real one, over a real socket."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def source(
    content: bytes = b"",
    *,
    status: int = 200,
    silent: bool = False,
    drip: float = 0,
    cut: bool = False,
    sent_on_to: str = "",
) -> Iterator[str]:
    """The address; `silent` as long as the block lasts, `drip` seconds between bytes, `cut` off half way."""
    over = threading.Event()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if silent:
                over.wait(60)
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if sent_on_to:
                self.send_header("Location", sent_on_to)
            self.end_headers()
            sent = content[: len(content) // 2] if cut else content
            try:
                if drip:
                    for byte in sent:
                        self.wfile.write(bytes([byte]))
                        if over.wait(drip):
                            return
                else:
                    self.wfile.write(sent)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/eurofxref-hist-90d.xml"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
