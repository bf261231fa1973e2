# SPDX-License-Identifier: Apache-2.0
"""A member of a room in a browser's page (`pages/member.js`), on the client that the relay serves."""

from waiting import wait_until


class Member:
    def __init__(self, browser, static_server, relay, channel, userid, **options):
        self._relay = relay
        self._options = {"channel": channel, "userid": userid, **options}
        self.userid = userid
        self.page = browser.open(f"{static_server.origin}/member.html")
        self.connect()

    def connect(self):
        assert self.call("connect", self._relay.origin, self._options) == self.userid

    def reload(self):
        self.page.reload()
        self.connect()

    def join(self, room, how="openOrJoin", **options):
        """Enters a room; says what the relay said."""
        return self.page.evaluate(
            "async (how, room, options) => {"
            "  const { opened, role } = await connection[how](room, options);"
            "  return { opened, role };"
            "}",
            how,
            room,
            options,
        )

    def call(self, function, *arguments):
        return self.page.evaluate(f"(...given) => member.{function}(...given)", *arguments)

    def run(self, expression):
        """The value of an expression in the page, which knows `connection`."""
        return self.page.evaluate(f"async () => ({expression})")

    def events(self, name, **fields):
        return [event for event in self.call("named", name) if fields.items() <= event.items()]

    def wait_event(self, name, timeout=15, **fields):
        """The first event of a name with these fields."""
        return wait_until(
            lambda: next(iter(self.events(name, **fields)), None),
            timeout,
            lambda: f"{self.userid} hears {name} {fields}; heard: {self.page.evaluate('() => member.events')}",
        )

    def decoded(self, streamid):
        return self.call("decoded", streamid)

    def wait_decoding(self, streamid, kinds=("video", "audio"), by=10, timeout=15):
        """Waits until so many more pictures and packets of sound have come."""
        before = self.decoded(streamid)
        wait_until(
            lambda: all(self.decoded(streamid)[kind] >= before[kind] + by for kind in kinds),
            timeout,
            lambda: f"{self.userid} gets {kinds} of {streamid}: {before} → {self.decoded(streamid)}",
            interval=0.1,
        )

    def wait_color(self, streamid, strongest, timeout=15):
        """Waits until the stream's picture is red (0), green (1) or blue (2)."""

        def is_it():
            color = self.call("color", streamid)
            return color and max(color) > 100 and color.index(max(color)) == strongest

        wait_until(is_it, timeout, lambda: f"the colour of {streamid}: {self.call('color', streamid)}")
