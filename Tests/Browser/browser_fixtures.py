# SPDX-License-Identifier: Apache-2.0
"""Browsers, started once for all tests; their windows are closed after each test."""

import os
from pathlib import Path

import pytest

from chromium import THREE_CAMERAS_AND_A_SCREEN, Chromium
from client import Client
from firefox import Firefox
from static_server import StaticServer


ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts" / "browser-tests"


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
def _demo_browser(tmp_path_factory):
    browser = Chromium(tmp_path_factory.mktemp("chromium-demos"), [THREE_CAMERAS_AND_A_SCREEN])
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
    yield from _for_one_test(_broadcaster_browser, "broadcaster", attachments)


@pytest.fixture
def viewer_browser(_viewer_browser, attachments):
    """The Chromium that watches: another process with another profile."""
    yield from _for_one_test(_viewer_browser, "viewer", attachments)


@pytest.fixture
def demo_browser(_demo_browser, attachments):
    """A Chromium that has three cameras and lends a screen."""
    yield from _for_one_test(_demo_browser, "demos", attachments)


@pytest.fixture
def firefox(_firefox, attachments):
    yield from _for_one_test(_firefox, "Firefox", attachments)


def _for_one_test(browser, name, attachments):
    browser.clear_console()
    attachments[f"{name}'s console"] = lambda: "\n".join(browser.console())
    attachments[f"{name}'s pages"] = lambda: "\n".join(_screenshots(browser, name))
    yield browser
    browser.close_pages()
    uncaught = [line for line in browser.console() if "Uncaught" in line or "unhandled" in line.lower()]
    assert not uncaught, uncaught


def _screenshots(browser, name):
    """Keeps a picture of each of the browser's pages; returns where."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    test = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
    for number, page in enumerate(browser.pages):
        path = ARTIFACTS / f"{test}-{name}-{number}.png"
        page.screenshot(path)
        yield str(path)


@pytest.fixture
def client(static_server, relay):
    """Opens the tests' own WHIP and WHEP client in a browser."""
    return lambda browser: Client(browser, static_server, relay)
