# SPDX-License-Identifier: Apache-2.0
"""A demo (`/demos/NAME`) through a test's eyes: what a person presses, reads and sees."""

from selenium.webdriver.common.by import By

from waiting import wait_until

TILES = """() => [...document.querySelectorAll('.tile')].map((tile) => {
    const media = tile.querySelector('video, audio');
    const name = tile.querySelector('.name').textContent;
    const look = media.localName === 'video' ? recorder.look(media) : { time: media.currentTime };
    return { name, kind: media.localName, isOwn: name.endsWith('(you)'), isPaused: media.paused, ...look };
})"""
FOREIGN = """() => performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => !name.startsWith(location.origin) && !/^(blob|data):/.test(name))"""


def overhang(page, width, height=844):
    """Gives a page a screen of this size, and says by how much it is wider than that: `innerWidth` would grow with it."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return page.evaluate("() => document.documentElement.scrollWidth") - width


class DemoPage:
    def __init__(self, browser, relay, name, room):
        self.name = name
        self.page = browser.open(relay.url(f"/demos/{name}?room={room}"))

    def press(self, button):
        """A real click: browsers lend a screen after one only."""
        element = self.page.driver.find_element(By.ID, button)
        self.page.driver.execute_script("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def press_text(self, text, within="main"):
        """The first button with this text."""
        self.page.wait_for(
            "(text, within) => [...document.querySelectorAll(`${within} button`)].some((b) => b.textContent === text && !b.disabled)",
            15, f"{self.name} has a button {text}: {self.text()}", text, within,
        )  # fmt: skip
        self.page.evaluate(
            "(text, within) => [...document.querySelectorAll(`${within} button`)].find((b) => b.textContent === text && !b.disabled).click()",
            text, within,
        )  # fmt: skip

    def fill(self, field, text):
        self.page.driver.find_element(By.ID, field).send_keys(text)

    @property
    def notice(self):
        return self.page.evaluate("() => document.getElementById('notice').textContent")

    def wait_notice(self, text, timeout=15):
        wait_until(lambda: text in self.notice, timeout, lambda: f"{self.name} says “{text}”, not “{self.notice}”")

    def text(self, selector="main .demo"):
        return self.page.evaluate("(selector) => document.querySelector(selector).innerText", selector)

    def wait_text(self, text, selector="main .demo", timeout=15):
        wait_until(
            lambda: text in self.text(selector),
            timeout,
            lambda: f"{self.name} shows “{text}”, not “{self.text(selector)}”",
        )

    def tiles(self, kind=None):
        """What others' tiles show."""
        shown = self.page.evaluate(TILES)
        return [tile for tile in shown if not tile["isOwn"] and kind in (None, tile["kind"])]

    def wait_pictures(self, count, timeout=30):
        """Waits until this many others' videos show something, and go on showing it."""

        def playing():
            tiles = self.tiles("video")
            return len(tiles) == count and all(tile["mean"] > 16 and tile["variance"] > 20 for tile in tiles)

        def told():
            return f"{self.name} shows {count} pictures: {self.page.evaluate(TILES)}, “{self.notice}”"

        wait_until(playing, timeout, told)
        before = self.page.total("video", "framesDecoded")
        wait_until(lambda: self.page.total("video", "framesDecoded") > before + 5, timeout, told)

    def wait_sounds(self, count=1, timeout=30):
        """Waits until this many others are heard in tiles without a picture."""
        wait_until(
            lambda: len(self.tiles("audio")) == count, timeout, lambda: f"{self.name}: {self.page.evaluate(TILES)}"
        )
        self.page.wait_growth("audio", "totalAudioEnergy", by=1e-6, timeout=timeout)

    def foreign_requests(self):
        return self.page.evaluate(FOREIGN)
