# SPDX-License-Identifier: Apache-2.0
"""Starts `gstreamer_viewer.py` and reads what it reports."""

import json
from pathlib import Path

from child import Child

SYSTEM_PYTHON = "/usr/bin/python3"  # the one that has GStreamer's bindings


class GStreamerViewer:
    def __init__(self, url, video_codec, log):
        script = Path(__file__).with_name("gstreamer_viewer.py")
        self._child = Child([SYSTEM_PYTHON, script, url, video_codec], log, {"GST_DEBUG": "2"})

    @property
    def report(self):
        """The newest report; fails if the viewer has ended."""
        output = self._child.output()
        assert self._child.running, f"the GStreamer viewer ended with {self._child.exit_code}:\n{output}"
        lines = [line for line in output.splitlines() if line.startswith("{")]
        return json.loads(lines[-1]) if lines else {"state": "new", "video": 0, "audio": 0}

    def stop(self):
        self._child.kill()
