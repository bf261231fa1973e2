# SPDX-License-Identifier: Apache-2.0
"""What a test asks of a page, whichever browser shows it."""

from pathlib import Path

from waiting import wait_until

RECORDER = Path(__file__).with_name("pages").joinpath("recorder.js").read_text(encoding="utf-8")


class Page:
    """One window. Browsers implement `evaluate`, `go`, `reload`, `screenshot` and `close`."""

    def evaluate(self, function, *arguments):
        """Calls a JavaScript function (its source) in the page, awaits it, and returns its value."""
        raise NotImplementedError

    @property
    def is_open(self):
        """Whether nobody has closed it."""
        return self in self._browser.pages

    def peers(self):
        """The page's open peer connections, as `recorder.js` describes them."""
        return self.evaluate("() => recorder.open()")

    def inbound(self, kind):
        """The inbound streams of one kind over all open peer connections, in order."""
        return [stream for peer in self.peers() for stream in peer["inbound"] if stream["kind"] == kind]

    def outbound(self, kind):
        """The same of what is sent: one for each encoding."""
        return [stream for peer in self.peers() for stream in peer["outbound"] if stream["kind"] == kind]

    def total(self, kind, figure):
        return sum(stream.get(figure, 0) for stream in self.inbound(kind))

    def wait_for(self, function, timeout, what, *arguments):
        """Waits until a JavaScript function returns something true."""
        return wait_until(lambda: self.evaluate(function, *arguments), timeout, what)

    def wait_growth(self, kind, figure, by, timeout=20):
        """Waits until a figure of the inbound streams of one kind has grown by `by`."""
        start = self.total(kind, figure)
        wait_until(
            lambda: self.total(kind, figure) - start >= by,
            timeout,
            lambda: f"{figure} of {kind} grows by {by} (from {start} to {self.total(kind, figure)})",
            interval=0.25,
        )

    def wait_playing(self, timeout=20):
        """Waits until pictures are decoded and sound is heard."""
        wait_until(
            lambda: self.total("video", "framesDecoded") > 0,
            timeout,
            lambda: f"a picture is decoded: {self.peers()}",
            interval=0.25,
        )
        self.wait_growth("video", "framesDecoded", by=20, timeout=timeout)
        self.wait_growth("audio", "totalAudioEnergy", by=1e-6, timeout=timeout)
