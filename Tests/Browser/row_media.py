# SPDX-License-Identifier: Apache-2.0
"""What tests of rows see of a page's media: whose pictures it shows, what it sends, how long a picture stood still."""

from waiting import wait_until

# Notes, ten times a second, when each incoming picture went on last, and how long it stood still at most.
WATCH = """() => {
    window.pictures = new Map();
    setInterval(async () => {
        const open = recorder.peers.filter(({signalingState}) => signalingState !== "closed");
        const figures = (await Promise.all(open.map((peer) => peer.getStats()))).flatMap((report) => [...report.values()]);
        for (const {type, kind, trackIdentifier, framesDecoded} of figures) {
            if (type !== "inbound-rtp" || kind !== "video") continue;
            const now = performance.now();
            const picture = pictures.get(trackIdentifier) ?? {framesDecoded, since: now, longest: 0};
            pictures.set(trackIdentifier, picture);
            picture.longest = Math.max(picture.longest, now - picture.since);
            if (framesDecoded !== picture.framesDecoded) Object.assign(picture, {framesDecoded, since: now});
        }
    }, 100);
}"""

LONGEST = """() => {
    const shown = bench.connections.flatMap(({streams}) => Object.values(streams)).filter(({type}) => type === "remote");
    const tracks = shown.flatMap(({stream}) => stream.getVideoTracks()).map(({id}) => id);
    return tracks.map((id) => pictures.get(id)?.longest ?? null);
}"""


def wait_shown(page, colours, timeout=45):
    """Waits until these pictures, and no others, are in the page and play."""

    def shown():
        states = page.evaluate("() => bench.plays(bench.media())")
        return len(states) == len(colours) and all(states) and sorted(page.colours()) == sorted(colours)

    wait_until(shown, timeout, lambda: f"{colours} are shown: {page.media()}, {page.summary()}")


def sent_bytes(page):
    """Bytes of media that the page sends over all its peer connections, without those that it sends no more."""
    return sum(stream.get("bytesSent", 0) for stream in page.page.outbound("video") + page.page.outbound("audio"))


def sends_nothing(page):
    """Whether no more media has left the page after half a second."""
    before = sent_bytes(page)
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 500))")
    return sent_bytes(page) <= before


def watch_pictures(page):
    """From now on `longest_freeze` knows how long pictures stood still."""
    page.evaluate(WATCH)


def longest_freeze(page):
    """How long, in seconds, a picture that is still received has stood still since `watch_pictures`."""
    freezes = page.evaluate(LONGEST)
    assert freezes and None not in freezes, freezes
    return max(freezes) / 1000
