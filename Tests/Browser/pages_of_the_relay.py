# SPDX-License-Identifier: Apache-2.0
"""The studio and the watch page through a test's eyes: their documented hooks, and what a person sees."""

from urllib.parse import quote, urlencode

from waiting import wait_until

STUDIO_STATE = "() => document.documentElement.dataset.state"
STUDIO_FIGURE = "(name) => document.querySelector(`[data-figure='${name}']`).textContent"
TILE_STATE = "(name) => document.querySelector(`[data-broadcast='${name}']`)?.dataset.state"
TILE_LOOK = "(name) => recorder.look(document.querySelector(`[data-broadcast='${name}'] video`))"


class Studio:
    """A broadcaster's page, which goes live by itself."""

    def __init__(self, browser, relay, room, name, **query):
        # A small picture: two browsers encode and decode it on the machine that also relays it.
        small = {"picture": "360", "fps": 15}
        query = {"room": room, "name": name, "source": "camera", "autostart": 1, **small, **query}
        self.page = browser.open(relay.url(f"/studio?{urlencode(query)}"))

    @property
    def state(self):
        return self.page.evaluate(STUDIO_STATE)

    def wait_live(self, timeout=20):
        wait_until(lambda: self.state == "live", timeout, lambda: f"the studio is live, is {self.state}")
        return self

    def reload(self):
        self.page.reload()
        return self.wait_live()

    def figure(self, name):
        """What it says of its own sending."""
        return self.page.evaluate(STUDIO_FIGURE, name)


class Watch:
    """A viewer's page of a whole room."""

    def __init__(self, browser, relay, room):
        self.page = browser.open(relay.url(f"/watch/{room}"))

    @classmethod
    def embedded(cls, browser, static_server, relay, room, name):
        """The page of one broadcast in an iframe of somebody else's page."""
        made = cls.__new__(cls)
        watch = quote(relay.url(f"/watch/{room}/{name}"), safe="")
        made.page = browser.open(f"{static_server.origin}/embed.html?{watch}")
        made.page.frame = "iframe"
        return made

    def state(self, name):
        return self.page.evaluate(TILE_STATE, name)

    def look(self, name):
        """Size, time, mean and variance of the luminance of what a tile shows."""
        return self.page.evaluate(TILE_LOOK, name)

    def wait_state(self, name, state, timeout=20):
        wait_until(
            lambda: self.state(name) == state,
            timeout,
            lambda: f"{name}'s tile is {state}, is {self.state(name)}",
        )

    def wait_picture(self, name, timeout=20, variance=20):
        """Waits until the tile plays, its pictures follow each other, and they are neither black nor flat.

        `variance` is what the luminance must exceed: Chromium's fake camera has a pattern, Firefox's hardly.
        """
        self.wait_state(name, "playing", timeout)
        start = self.look(name)["time"]
        wait_until(
            lambda: (
                (seen := self.look(name))["time"] > start
                and seen["mean"] > 16
                and seen["variance"] > variance
            ),
            timeout,
            lambda: f"{name} shows a picture: {self.look(name)}",
        )
        self.page.wait_growth("video", "framesDecoded", by=20, timeout=timeout)

    def unmute(self):
        self.page.evaluate("() => document.getElementById('unmute').click()")
