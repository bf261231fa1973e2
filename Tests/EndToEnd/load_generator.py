# SPDX-License-Identifier: Apache-2.0
"""longwave-load, the headless clients, as a tool of tests: started against a relay, and its report read."""

import json
import os
import uuid
from pathlib import Path

from child import Child


class LoadGenerator:
    """One run of `longwave-load COMMAND` against a relay, in a channel of its own; `run` knows no channels."""

    def __init__(self, relay, directory, command, *arguments, channel=None):
        self.channel = channel or f"load-{uuid.uuid4()}"
        self._report = Path(directory) / f"{command}-{uuid.uuid4()}.json"
        self._child = Child(
            [
                Path(os.environ["LONGWAVE_BIN"]).parent / "longwave-load", command,
                "--url", relay.origin, "--json", self._report, *arguments,
                *(["--channel", self.channel] if command != "run" else []),
            ],
            self._report.with_suffix(".log"),
        )  # fmt: skip

    def wait(self, timeout=60):
        """Its exit code, once it is done."""
        return self._child.wait(timeout)

    @property
    def report(self):
        return json.loads(self._report.read_text())

    def output(self):
        return self._child.output()

    def stop(self):
        self._child.stop()
