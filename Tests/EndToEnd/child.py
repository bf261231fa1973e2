# SPDX-License-Identifier: Apache-2.0
"""A process that a test starts: its output goes to a file, and it never outlives the test run."""

import ctypes
import os
import signal
import subprocess

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _inherited_environment():
    """This run's own environment without LONGWAVE_…: those would be the relay's settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LONGWAVE_")}


class Child:
    """One process in a session of its own, so that it can be ended together with what it started."""

    def __init__(self, arguments, log, environment=None):
        self.log_path = log
        self.arguments = [str(argument) for argument in arguments]
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                self.arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**_inherited_environment(), **(environment or {})},
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    @property
    def pid(self):
        return self._process.pid

    @property
    def exit_code(self):
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    @property
    def running(self):
        return self.exit_code is None

    def output(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, timeout):
        """The exit code; raises `subprocess.TimeoutExpired` if it still runs after `timeout` seconds."""
        return self._process.wait(timeout)

    def kill(self):
        """Ends the process and all of its session at once."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait(10)

    def stop(self, timeout=10):
        """Asks the process to end (SIGTERM), by force after `timeout` seconds; returns the exit code."""
        if self.running:
            self.signal(signal.SIGTERM)
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                pass
        self.kill()
        return self.exit_code
