# SPDX-License-Identifier: Apache-2.0
"""Browsers, started once for all tests; their windows are closed after each test."""

import pytest

from chromium import Chromium
from client import Client
from firefox import Firefox
from static_server import StaticServer


@pytest.fixture(scope="session")
def static_server():
    server = StaticServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _broadcaster_browser(tmp_path_factory):
    browser = Chromium(tmp_path_factory.mktemp("chromium-broadcaster"))
    yield browser
    browser.stop()


@pytest.fixture(scope="session")
def _viewer_browser(tmp_path_factory):
    browser = Chromium(tmp_path_factory.mktemp("chromium-viewer"))
    yield browser
    browser.stop()


@pytest.fixture(scope="session")
def _firefox(tmp_path_factory):
    browser = Firefox(tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.stop()


@pytest.fixture
def broadcaster_browser(_broadcaster_browser, attachments):
    """The Chromium that publishes."""
    yield from _for_one_test(_broadcaster_browser, "the broadcaster's console", attachments)


@pytest.fixture
def viewer_browser(_viewer_browser, attachments):
    """The Chromium that watches: another process with another profile."""
    yield from _for_one_test(_viewer_browser, "the viewer's console", attachments)


@pytest.fixture
def firefox(_firefox, attachments):
    yield from _for_one_test(_firefox, "Firefox's console", attachments)


def _for_one_test(browser, name, attachments):
    browser.clear_console()
    attachments[name] = lambda: "\n".join(browser.console())
    yield browser
    browser.close_pages()
    uncaught = [line for line in browser.console() if "Uncaught" in line or "unhandled" in line.lower()]
    assert not uncaught, uncaught


@pytest.fixture
def client(static_server, relay):
    """Opens the tests' own WHIP and WHEP client in a browser."""
    return lambda browser: Client(browser, static_server, relay)
