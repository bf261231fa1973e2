# SPDX-License-Identifier: Apache-2.0
"""Serves the tests' own pages, from an origin that isn't the relay's."""

import functools
import http.server
import threading
from pathlib import Path

PAGES = Path(__file__).with_name("pages")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class StaticServer:
    def __init__(self):
        handler = functools.partial(_Quiet, directory=str(PAGES))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
