# SPDX-License-Identifier: Apache-2.0
"""Headless Firefox with a fake camera and microphone, driven by WebDriver BiDi: Debian has no geckodriver."""

import base64
import itertools
import json

import websocket
from child import Child
from page import RECORDER, Page
from relay import free_tcp_port
from waiting import wait_until

PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.gmp-manager.updateEnabled": False,
    # There is no way out of the namespace: don't look for one, and don't call it "offline" either.
    "network.manage-offline-status": False,
    "network.connectivity-service.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "services.settings.server": "http://127.0.0.1:9",
    "toolkit.telemetry.enabled": False,
    # A window that nobody sees goes on like one that is seen.
    "dom.min_background_timeout_value": 4,
    "widget.windows.window_occlusion_tracking.enabled": False,
}


class Firefox:
    def __init__(self, directory):
        profile = directory / "profile"
        profile.mkdir()
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()
        ]
        (profile / "user.js").write_text("\n".join(lines) + "\n")
        port = free_tcp_port()
        self._child = Child(
            ["/usr/bin/firefox-esr", "--headless", "--no-remote", "--profile", profile,
             "--remote-debugging-port", port],
            directory / "firefox.log",
            {"HOME": str(directory), "MOZ_HEADLESS_WIDTH": "1280", "MOZ_HEADLESS_HEIGHT": "800"},
        )  # fmt: skip
        self.pages = []
        self._lines = []
        self._ids = itertools.count(1)
        self._socket = wait_until(lambda: self._connect(port), 40, lambda: f"Firefox: {self._child.output()}")
        self._socket.settimeout(60)
        self.command("session.new", capabilities={})
        self.command("session.subscribe", events=["log.entryAdded"])
        self.command("script.addPreloadScript", functionDeclaration=f"() => {{ {RECORDER} }}")

    def _connect(self, port):
        try:
            return websocket.create_connection(
                f"ws://127.0.0.1:{port}/session", timeout=5, suppress_origin=True
            )
        except (OSError, websocket.WebSocketException):
            assert self._child.running, f"Firefox ended: {self._child.output()}"
            return None

    def command(self, method, **parameters):
        """Sends one BiDi command and returns its result; console lines that come meanwhile are kept."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("method") == "log.entryAdded":
                entry = message["params"]
                self._lines.append(f"{entry['level']} {entry.get('text')}")
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def open(self, url):
        """Opens a new window."""
        context = self.command("browsingContext.create", type="window")["context"]
        page = FirefoxPage(self, context)
        self.pages.append(page)
        page.go(url)
        return page

    def console(self):
        """The console lines of all its windows since `clear_console`."""
        self.command("session.status")  # takes in the events that came before its answer
        return self._lines

    def clear_console(self):
        self.console()
        self._lines = []

    def close_pages(self):
        for page in list(self.pages):
            page.close()

    def stop(self):
        self._socket.close()
        self._child.kill()


class FirefoxPage(Page):
    def __init__(self, browser, context):
        self._browser = browser
        self._context = context

    def go(self, url):
        self._browser.command("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def preload(self, source):
        self._browser.command("script.addPreloadScript", functionDeclaration=f"() => {{ {source} }}", contexts=[self._context])

    def reload(self):
        self._browser.command("browsingContext.reload", context=self._context, wait="complete")

    def evaluate(self, function, *arguments):
        # As JSON, both ways: BiDi's own serialisation of values has more shapes than a test needs.
        wrapped = f"async (given) => JSON.stringify(await ({function})(...JSON.parse(given)) ?? null)"
        result = self._browser.command(
            "script.callFunction",
            functionDeclaration=wrapped,
            awaitPromise=True,
            target={"context": self._context},
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            userActivation=True,
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def screenshot(self, path):
        picture = self._browser.command("browsingContext.captureScreenshot", context=self._context)
        path.write_bytes(base64.b64decode(picture["data"]))

    def close(self):
        self._browser.command("browsingContext.close", context=self._context)
        self._browser.pages.remove(self)
