"""A small package index on loopback that pip really talks to, and that can misbehave."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Index:
    """Serves the files of ``shelf`` by PEP 503. ``stall_after`` bytes of a file it stands still; ``cut_after`` it hangs up."""

    def __init__(self, shelf: Path) -> None:
        self.asked: list[str] = []
        self.stall_after: int | None = None
        self.cut_after: int | None = None
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.strip("/").split("/")[-1]
                if self.path.startswith("/simple/"):
                    links = [
                        f'<a href="/files/{file.name}">{file.name}</a>' for file in shelf.iterdir()
                    ]
                    self._head("text/html", body := "".join(links).encode())
                    self.wfile.write(body)
                elif (shelf / name).is_file():
                    index.asked.append(name)
                    self._head("application/octet-stream", body := (shelf / name).read_bytes())
                    index.send(self, body)
                else:
                    self.send_error(404)

            def _head(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/simple/"

    def send(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if self.cut_after is not None:
            handler.wfile.write(body[: self.cut_after])
            handler.close_connection = True
            return
        stop = len(body) if self.stall_after is None else self.stall_after
        handler.wfile.write(body[:stop])
        handler.wfile.flush()
        if stop < len(body):
            self.stalled.set()
            self.go_on.wait(60)
            handler.wfile.write(body[stop:])

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
