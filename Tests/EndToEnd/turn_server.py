# SPDX-License-Identifier: Apache-2.0
"""A TURN server of the test's own, coturn, on loopback."""

import pytest

from child import Child
from waiting import wait_until


class TurnServer:
    port = 3478
    user, password = "relay", "secret"

    def __init__(self, directory):
        self._child = Child(
            [
                "turnserver", "-n", "--no-cli", "--no-tls", "--no-dtls", "--lt-cred-mech",
                "--realm", "longwave.test", "--user", f"{self.user}:{self.password}",
                "--listening-ip", "127.0.0.1", "--listening-port", str(self.port), "--relay-ip", "127.0.0.1",
                "--min-port", "40000", "--max-port", "40099",
                "--allow-loopback-peers", "--log-file", "stdout", "--simple-log", "--pidfile", str(directory / "turn.pid"),
                "--db", str(directory / "turn.db"),
            ],
            directory / "turn.log",
        )  # fmt: skip

    def start(self):
        wait_until(lambda: "Total General servers" in self.output(), 10, "coturn listens")
        return self

    def output(self):
        return self._child.output()

    def stop(self):
        self._child.stop()


@pytest.fixture
def turn_server(tmp_path, attachments):
    server = TurnServer(tmp_path)
    attachments["coturn's log"] = server.output
    yield server.start()
    server.stop()
