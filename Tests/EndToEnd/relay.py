# SPDX-License-Identifier: Apache-2.0
"""The relay under test: the built program, started as an operator would start it."""

import os
import socket
from urllib.parse import urljoin

from child import Child
from http_client import request
from waiting import wait_until


def free_tcp_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Relay:
    """One `longwave serve` on loopback; `start` returns when it is ready.

    Peers share one UDP port a worker, or have ports of their own, `own_ports` of them.
    """

    WORKERS = 2
    _next_media_port = 20_000

    def __init__(self, directory, *arguments, http_port=None, log_level="debug", own_ports=0):
        self.binary = os.environ["LONGWAVE_BIN"]
        self.port = http_port or free_tcp_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.log_path = directory / f"relay-{self.port}.log"
        first = Relay._next_media_port
        self.media_ports = range(first, first + (own_ports or self.WORKERS))
        self.shares_port = not own_ports
        Relay._next_media_port = self.media_ports.stop
        self._arguments = ["--log-level", log_level, *arguments]
        self._child = None

    @property
    def command(self):
        return [
            self.binary, "serve",
            "--http-host", "127.0.0.1", "--http-port", self.port,
            "--workers", self.WORKERS,
            *self._media_arguments,
            *self._arguments,
        ]  # fmt: skip

    @property
    def _media_arguments(self):
        first, last = self.media_ports[0], self.media_ports[-1]
        return ["--media-port", first] if self.shares_port else ["--media-ports", f"{first}-{last}"]

    def launch(self):
        """Starts the program without waiting for anything."""
        self._child = Child(self.command, self.log_path)
        return self._child

    def start(self):
        child = self.launch()
        wait_until(lambda: not child.running or self._is_ready(), 20, "the relay is ready", interval=0.05)
        assert child.running, f"the relay ended with {child.exit_code} at its start:\n{child.output()}"
        return self

    def stop(self):
        return self._child.stop()

    def kill(self):
        self._child.kill()

    @property
    def running(self):
        return self._child is not None and self._child.running

    @property
    def exit_code(self):
        return self._child.exit_code

    @property
    def pid(self):
        return self._child.pid

    def log(self, offset=0):
        """What it logged, from the byte `offset` on."""
        with open(self.log_path, "rb") as log:
            log.seek(offset)
            return log.read().decode("utf-8", "replace")

    def log_size(self):
        return os.path.getsize(self.log_path)

    def url(self, path):
        """An absolute URL; `path` may be a Location header."""
        return urljoin(self.origin, path)

    def get(self, path):
        return request("GET", self.url(path))

    def delete(self, location):
        return request("DELETE", self.url(location))

    def room(self, name):
        """The room's entry in /v1, or None while nobody is in it."""
        answer = self.get(f"/v1/rooms/{name}")
        return answer.json if answer.status == 200 else None

    def broadcast(self, room, name):
        """One broadcast's entry in /v1, or None."""
        listed = (self.room(room) or {}).get("broadcasts", [])
        return next((entry for entry in listed if entry.get("name") == name), None)

    @property
    def open_files(self):
        """How many file descriptors it has open."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    @property
    def memory(self):
        """Bytes of it that are in memory."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as pages:
            return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def is_live(self, room, name):
        entry = self.broadcast(room, name)
        return bool(entry and entry.get("live"))

    def _is_ready(self):
        try:
            return self.get("/readyz").status == 200
        except OSError:
            return False
