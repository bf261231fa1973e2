# SPDX-License-Identifier: Apache-2.0
"""The tests' own WHIP and WHEP client in a browser's page (`pages/client.js`)."""

from waiting import wait_until


class Client:
    """One page with at most one publisher or one player."""

    NAME = "it"

    def __init__(self, browser, static_server, relay):
        self._relay = relay
        self.page = browser.open(f"{static_server.origin}/client.html")

    def can_send(self, codec):
        return codec in self.page.evaluate("() => client.codecs()")

    def publish(self, room, broadcast, **options):
        """Publishes the fake camera and waits until the relay calls it live."""
        url = self._relay.url(f"/whip/{room}/{broadcast}")
        assert self._call("publish", url, options) == "connected"
        wait_until(lambda: self._relay.is_live(room, broadcast), 15, f"{broadcast} is live")

    def play(self, room, broadcast, **options):
        url = self._relay.url(f"/whep/{room}/{broadcast}")
        assert self._call("play", url, options) == "connected"

    def look(self):
        """Size, time, mean and variance of the luminance of what is shown."""
        return self._call("look")

    def restart_ice(self, if_match):
        return self._call("restart", if_match)

    def transport(self):
        return self._call("transport")

    def close(self):
        """Ends the session politely; returns the status of DELETE."""
        return self._call("close")

    def _call(self, function, *arguments):
        return self.page.evaluate(f"(...given) => client.{function}(...given)", self.NAME, *arguments)
