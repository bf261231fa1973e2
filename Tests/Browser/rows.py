# SPDX-License-Identifier: Apache-2.0
"""The bench of the rows (docs/rows.md): pages as users of RTCMultiConnection write them, and what a test sees of them."""

import contextlib
import functools
import http.server
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
import urllib3
from selenium.common.exceptions import WebDriverException

from relay import Relay
from waiting import wait_until

PAGES = Path(__file__).with_name("pages") / "rows"
BENCH = PAGES.joinpath("bench.js").read_text(encoding="utf-8")

# How long in seconds a client that fell silent may come back, until it has left; a page that is closed, 4 s.
COMES_BACK = 40

# What pages write before the name of a script that they load; the relay's address is put in its place.
LIBRARY_HOST = "//cdn.webrtc-experiment.com"


class RowServer:
    """Serves the rows' pages from an origin that isn't the relay's, with only the address of the scripts changed."""

    def __init__(self, relay_origin):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self):
                path = PAGES / self.path.split("?")[0].lstrip("/")
                if not path.is_file():
                    self.send_error(404)
                    return
                body = path.read_text(encoding="utf-8").replace(f"https:{LIBRARY_HOST}", relay_origin)
                body = body.replace(LIBRARY_HOST, relay_origin).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(PAGES)))
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()


class RowPage:
    """One user's window."""

    def __init__(self, browser, url, preamble=""):
        self.page = browser.open("about:blank")
        for source in [BENCH, preamble]:
            self.page.preload(source)
        self.page.go(url)

    def evaluate(self, function, *arguments):
        return self.page.evaluate(function, *arguments)

    def run(self, code):
        """Statements in the page, whose first connection is `connection`."""
        return self.evaluate(f"async () => {{ const connection = bench.connections[0]; {code} }}")

    def value(self, expression):
        return self.run(f"return {expression};")

    def click(self, selector):
        self.evaluate("(selector) => document.querySelector(selector).click()", selector)

    def reload(self):
        self.page.reload()

    def close(self):
        self.page.close()

    @property
    def is_open(self):
        return self.page.is_open

    # What it was told

    def events(self, name=None, connection=None):
        """`ev` of the rows: what the page's connections were told, in order; each with `name` and `details`."""
        log = self.evaluate("() => bench.log")
        return [
            event
            for event in log
            if (name is None or event["name"] == name) and (connection is None or event["connection"] == connection)
        ]

    def names(self):
        return [event["name"] for event in self.events()]

    def states(self):
        """The names of `onstatechange`, in order."""
        return [event["details"][0]["name"] for event in self.events("onstatechange")]

    def count(self, name):
        return len(self.events(name))

    def wait_event(self, event_name, /, timeout=15, count=1, **fields):
        """Waits for the count-th event of a name whose first detail has these fields, and gives that detail."""

        def found():
            details = [event["details"][0] if event["details"] else None for event in self.events(event_name)]
            hits = [detail for detail in details if not fields or (isinstance(detail, dict) and fields.items() <= detail.items())]
            return hits[count - 1] or {} if len(hits) >= count else None

        return wait_until(found, timeout, lambda: f"{event_name} {fields} comes; came: {self.summary()}")

    def wait_state(self, name, timeout=15):
        return self.wait_event("onstatechange", timeout, name=name)

    def now(self):
        """The time in ms; the clock is that of all pages."""
        return self.evaluate("() => performance.timeOrigin + performance.now()")

    def told_after(self, since, event_name, /, **fields):
        """Waits for an event as `wait_event` does, and gives how many seconds after `since` the page was told of the first."""
        self.wait_event(event_name, **fields)
        at = next(
            event["at"] for event in self.events(event_name) if not fields or fields.items() <= event["details"][0].items()
        )
        return (self.evaluate("() => performance.timeOrigin") + at - since) / 1000

    def summary(self):
        """The last events in short, for failures."""
        said = []
        for event in self.events()[-40:]:
            detail = event["details"][0] if event["details"] else None
            short = {key: detail[key] for key in ("name", "type", "userid", "reason") if key in detail} if isinstance(detail, dict) else detail
            said.append(f"{event['name']}{short}")
        return said

    # What a person sees and hears

    def wait_playing(self, count, timeout=15):
        """Waits until exactly `count` elements are in the page and all of them play."""

        def play():
            states = self.evaluate("() => bench.plays(bench.media())")
            return len(states) == count and all(states)

        wait_until(play, timeout, lambda: f"{count} elements play; {self.media()}; told: {self.summary()}")

    def note_playing(self):
        """From now on `playing_after` knows when elements began to play."""
        self.evaluate("() => bench.notePlaying()")

    def playing_after(self, since, count):
        """How many seconds after `since` the page had so many elements that play."""
        return (sorted(self.evaluate("() => bench.playing"))[count - 1] - since) / 1000

    def media(self):
        return self.evaluate(
            """() => bench.media().map(({tagName, muted, currentTime, paused, videoWidth, id}) =>
                ({tagName, muted, currentTime, paused, videoWidth, id}))"""
        )

    def colours(self, videos="bench.media()"):
        """What is in the middle of each video: "red", "green" or "blue", by its strongest part."""
        centres = self.evaluate(f"() => {videos}.map(bench.colourOf)")
        return ["red green blue".split()[centre.index(max(centre))] for centre in centres]

    def streams(self, kind="remote"):
        """The streamids of the first connection's local or remote streams."""
        return self.value(f"Object.values(connection.streams).filter(({{type}}) => type === '{kind}').map(({{streamid}}) => streamid)")


class Rows:
    """Opens the pages of one test, each for one user, at a relay of the test's own: pages name fixed rooms."""

    def __init__(self, browser, relay, server):
        self._browser = browser
        self._server = server
        self.relay = relay
        self._pages = []

    def open(self, page, preamble="", query="", browser=None):
        opened = RowPage(browser or self._browser, f"{self._server.origin}/{page}{query}", preamble)
        self._pages.append(opened)
        return opened

    def close(self):
        """Closes the pages that are still open, but for those whose browser the test has ended."""
        for opened in self._pages:
            with contextlib.suppress(OSError, WebDriverException, urllib3.exceptions.HTTPError):
                if opened.is_open:
                    opened.close()

    def left_behind(self):
        """What the relay has of members' rooms: its gauges that are not 0."""
        gauges = re.findall(r"^(longwave_member\S+) (\d+)$", self.relay.get("/metrics").text, re.MULTILINE)
        assert gauges, "the relay counts its members"
        return {name: int(value) for name, value in gauges if int(value)}

    def wait_empty(self):
        """Waits until nobody is there, and until nothing is left of those who might have come back."""
        online = 'longwave_members{state="online"}'
        wait_until(lambda: online not in self.left_behind(), 5, lambda: f"all left: {self.left_behind()}")
        wait_until(lambda: not self.left_behind(), COMES_BACK + 5, lambda: f"no room is left: {self.left_behind()}")


@pytest.fixture
def rows(broadcaster_browser, tmp_path, attachments, departures, request):
    relay = Relay(tmp_path).start()
    attachments["relay log"] = relay.log
    server = RowServer(relay.origin)
    rows = Rows(broadcaster_browser, relay, server)
    yield rows
    rows.close()
    server.stop()
    departures.watch(request.node.name, rows)


@contextlib.contextmanager
def cut_off(ports):
    """Within it nothing reaches the relay's media ports, nor anybody from them."""
    if shutil.which("nft") is None or len(subprocess.check_output(["ip", "-o", "link"]).splitlines()) != 1:
        pytest.skip("needs nftables and a network namespace of its own")
    rules = "; ".join(f"udp {end} {ports[0]}-{ports[-1]} drop" for end in ("dport", "sport"))
    table = f"table inet cut {{ chain incoming {{ type filter hook input priority 0; {rules}; }}; }}"
    subprocess.run(["nft", table], check=True)
    try:
        yield
    finally:
        subprocess.run(["nft", "delete table inet cut"], check=True)
