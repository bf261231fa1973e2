# SPDX-License-Identifier: Apache-2.0
"""Relays whose pages are closed, watched while the next tests run until nothing is left in them."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest


class Departures:
    """Waits beside the tests: a page that is closed may come back for 4 s, whoever fell silent for 40."""

    def __init__(self):
        self._pool = ThreadPoolExecutor(64)
        self._watched = []

    def watch(self, test, rows):
        """Sees that nobody is left at the relay of a test's pages, ends it, and reads its log."""
        self._watched.append((test, self._pool.submit(self._see_off, rows)))

    @staticmethod
    def _see_off(rows):
        if rows.relay.running:
            try:
                rows.wait_empty()
            finally:
                rows.relay.stop()
        complaints = re.findall(r"^\S+ +(?:error|critical) .*$", rows.relay.log(), re.MULTILINE)
        assert not complaints, complaints

    def faults(self):
        """What was wrong after tests that were over, with their names."""
        self._pool.shutdown()
        return [f"{test}: {fault}" for test, watched in self._watched if (fault := watched.exception())]


@pytest.fixture(scope="session")
def departures():
    departures = Departures()
    yield departures
    faults = departures.faults()
    assert not faults, "\n".join(faults)
