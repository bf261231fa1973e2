# SPDX-License-Identifier: Apache-2.0
"""A member with media: one aiortc connection on which it publishes, and one that the relay offers."""

import asyncio
import collections
import contextlib

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from member_client import MemberClient
from patterns import read_picture
from waiting import stays, wait_until


def new_peer():
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


class MediaMember(MemberClient):
    """Publishes what `publish` names, and answers every offer of the relay's."""

    def __init__(self, runner, relay, channel, userid, **hello):
        self.runner = runner
        self.publishing = None
        self.receiving = None
        self.offers = 0  # offers of the relay's that were answered
        self.connections = 0  # connections that it offered
        self._sent = {}  # stream → its transceivers
        self._revision = 0
        self._mids = {}  # (stream, kind) → mid, as the last offer says
        self._heard = collections.Counter()  # frames by mid
        self._colours = {}
        self._consumers = set()
        self._answering = None  # made on the runner's loop
        super().__init__(relay, channel, userid, **hello)

    # Publishing

    def publish(self, streams, fresh=False, **fields):
        """Publishes exactly these: a dictionary from a stream's name to its tracks, sound before picture."""
        if self.publishing is None or fresh:
            self.publishing, self._sent = self.runner.run(self._new_peer()), {}
        sdp = self.runner.run(self._offer(streams))
        self._revision += 1
        reply = self.request(
            "pub.offer", rev=self._revision, sdp=sdp, fresh=fresh,
            streams=[self._describe(name, tracks, fields) for name, tracks in streams.items()],
        )  # fmt: skip
        if reply["ok"]:
            answer = RTCSessionDescription(reply["sdp"], "answer")
            self.runner.run(self.publishing.setRemoteDescription(answer))
        return reply

    async def _new_peer(self):
        return new_peer()

    async def _offer(self, streams):
        for name in set(self._sent) - set(streams):
            for transceiver in self._sent.pop(name):
                transceiver.direction = "inactive"
                transceiver.sender.replaceTrack(None)
        for name in [name for name in streams if name not in self._sent]:
            self._sent[name] = [
                self.publishing.addTransceiver(track, direction="sendonly") for track in streams[name]
            ]
        await self.publishing.setLocalDescription(await self.publishing.createOffer())
        return self.publishing.localDescription.sdp

    def _describe(self, name, tracks, fields):
        kinds = {track.kind for track in tracks}
        return {
            "streamid": name, "mids": [transceiver.mid for transceiver in self._sent[name]],
            "isAudio": "audio" in kinds, "isVideo": "video" in kinds, **fields,
        }  # fmt: skip

    # Receiving

    def _take(self, message):
        if message.get("t") == "sub.offer":
            asyncio.run_coroutine_threadsafe(self._answer(message), self.runner.loop)
        super()._take(message)

    async def _answer(self, offer):
        # Offers come one at a time, but a second connection's first one may come while this is busy.
        self._answering = self._answering or asyncio.Lock()
        async with self._answering:
            if offer["rev"] == 1:
                if self.receiving is not None:
                    await self.receiving.close()
                self.receiving = new_peer()
                self.receiving.on("track", self._on_track)
                self.connections += 1
                self._heard.clear()
            peer = self.receiving
            await peer.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
            await peer.setLocalDescription(await peer.createAnswer())
            kinds = {t.mid: t.kind for t in peer.getTransceivers()}
            self._mids = {
                (stream["streamid"], kinds[mid]): mid for stream in offer["streams"] for mid in stream["mids"]
            }
            self.send(t="sub.answer", rev=offer["rev"], sdp=peer.localDescription.sdp)
            self.offers += 1

    def _on_track(self, track):
        mid = next(t.mid for t in self.receiving.getTransceivers() if t.receiver.track is track)
        task = asyncio.ensure_future(self._consume(track, mid))
        self._consumers.add(task)
        task.add_done_callback(self._consumers.discard)

    async def _consume(self, track, mid):
        try:
            while True:
                frame = await track.recv()
                if track.kind == "video":
                    self._colours[mid] = read_picture(frame.to_ndarray(format="rgb24"))[0]
                self._heard[mid] += 1
        except MediaStreamError:
            pass

    # Looking

    def frames(self, stream, kind):
        """How many frames of a stream were decoded so far."""
        return self._heard[self._mids.get((stream, kind))]

    def colour(self, stream):
        """The colour of the stream's last picture."""
        return self._colours.get(self._mids.get((stream, "video")))

    def wait_frames(self, stream, kind="video", count=20, timeout=20):
        """Waits for `count` more frames of a stream."""
        goal = None

        def more():
            nonlocal goal
            if (stream, kind) not in self._mids:
                return False
            goal = goal or self.frames(stream, kind) + count
            return self.frames(stream, kind) >= goal

        state = self.receiving and self.receiving.connectionState
        wait_until(more, timeout, lambda: f"{count} frames of {stream}'s {kind}; {self._mids}, {state}")

    def wait_silent(self, stream, kind="video", timeout=5):
        """Waits until nothing of a stream comes any more, for a whole second."""
        before = None

        def still():
            nonlocal before
            now = self.frames(stream, kind)
            before, same = now, now == before
            return same

        wait_until(still, timeout, f"{stream}'s {kind} stops", interval=1)

    def stays_silent(self, stream, kind="video", duration=2):
        before = self.frames(stream, kind)
        stays(lambda: self.frames(stream, kind) == before, duration, f"{stream}'s {kind} is still")

    def close(self):
        async def end():
            for peer in (self.publishing, self.receiving):
                if peer is not None:
                    await peer.close()

        self.runner.run(end())
        super().close()


@contextlib.contextmanager
def members(runner, relay):
    """Makes members, and closes them in the end: a function of the channel, the userid and what their hello says."""
    made = []

    def make(channel, userid, **hello):
        made.append(MediaMember(runner, relay, channel, userid, **hello))
        return made[-1]

    yield make
    for one in made:
        one.close()
