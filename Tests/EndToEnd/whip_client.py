# SPDX-License-Identifier: Apache-2.0
"""aiortc as a WHIP publisher and a WHEP viewer, usable from tests that are not asynchronous."""

import asyncio
import collections
import threading
from urllib.parse import urljoin

import aioice.ice
import numpy
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from http_client import post_offer, request
from patterns import SAMPLE_RATE, read_picture
from session_description import Description
from waiting import wait_until

# aioice leaves loopback out; here there is nothing else.
aioice.ice.get_host_addresses = lambda use_ipv4=True, use_ipv6=True: ["127.0.0.1"]


class AsyncRunner:
    """An event loop in a thread of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="aiortc", daemon=True)
        self._thread.start()

    def run(self, coroutine, timeout=30):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)


class Session:
    """What WHIP and WHEP have in common: an offer is posted, the answer is taken, DELETE ends it.

    `edit_offer` may change the SDP on its way out, `edit_answer` on its way in: to be a client that aiortc isn't.
    """

    def __init__(self, runner, url, edit_offer=None, edit_answer=None):
        self.runner = runner
        self.url = url
        self.response = None
        self._edit_offer = edit_offer or (lambda sdp: sdp)
        self._edit_answer = edit_answer or (lambda sdp: sdp)
        self.peer = runner.run(self._make_peer())

    async def _make_peer(self):
        return RTCPeerConnection(RTCConfiguration(iceServers=[]))

    @property
    def answer(self):
        return Description(self.response.text)

    @property
    def location(self):
        return self.response.headers["Location"]

    @property
    def resource(self):
        """The session's URL."""
        return urljoin(self.url, self.location)

    @property
    def state(self):
        return self.peer.connectionState

    def make_offer(self):
        """Gathers fully and returns the offer's SDP."""

        async def make():
            await self.peer.setLocalDescription(await self.peer.createOffer())
            return self.peer.localDescription.sdp

        return self.runner.run(make())

    def start(self):
        """Offers, posts and applies the answer; raises when the relay doesn't say 201."""
        self.response = post_offer(self.url, self._edit_offer(self.make_offer()))
        assert self.response.status == 201, self.response
        answer = RTCSessionDescription(self._edit_answer(self.response.text), "answer")
        self.runner.run(self.peer.setRemoteDescription(answer))
        return self

    def answer_offer(self, sdp):
        """Takes an offer of the relay's and returns the answer's SDP."""

        async def answer():
            await self.peer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
            await self.peer.setLocalDescription(await self.peer.createAnswer())
            return self.peer.localDescription.sdp

        return self.runner.run(answer())

    def wait_connected(self, timeout=15):
        wait_until(
            lambda: self.state == "connected", timeout, lambda: f"{self.url} connects, is {self.state}"
        )
        return self

    def delete(self):
        return request("DELETE", self.resource)

    def close(self):
        """Ends the session as a polite client does."""
        if self.response is not None and self.response.status == 201:
            self.delete()
        self.abandon()

    def abandon(self):
        """Closes the peer connection without telling the relay by HTTP."""
        self.runner.run(self.peer.close())


class Publisher(Session):
    """Publishes `tracks`; `codec` (such as "H264") keeps only that video codec in the offer."""

    def __init__(self, runner, url, tracks, codec="VP8", **edits):
        super().__init__(runner, url, **edits)
        self.tracks = tracks
        self.runner.run(self._add(tracks, codec))

    async def _add(self, tracks, codec):
        for track in tracks:
            transceiver = self.peer.addTransceiver(track, direction="sendonly")
            if track.kind == "video":
                offered = RTCRtpSender.getCapabilities("video").codecs
                names = (f"video/{codec}", "video/rtx")
                transceiver.setCodecPreferences([c for c in offered if c.mimeType in names])


class Viewer(Session):
    """Plays up to one video and one audio track and keeps what is needed to judge them."""

    def __init__(self, runner, url, kinds=("audio", "video"), **edits):
        super().__init__(runner, url, **edits)
        self.video_frames = 0
        self.audio_frames = 0
        self.pictures = collections.deque(maxlen=40)  # (colour, number) of the last pictures
        self._samples = collections.deque(maxlen=100)  # two seconds of 20 ms
        self._tasks = []
        self.runner.run(self._prepare(kinds))

    async def _prepare(self, kinds):
        self.peer.on("track", lambda track: self._tasks.append(asyncio.ensure_future(self._consume(track))))
        for kind in kinds:
            self.peer.addTransceiver(kind, direction="recvonly")

    async def _consume(self, track):
        try:
            while True:
                frame = await track.recv()
                if track.kind == "video":
                    self.pictures.append(read_picture(frame.to_ndarray(format="rgb24")))
                    self.video_frames += 1
                else:
                    self._samples.append(mono(frame))
                    self.audio_frames += 1
        except MediaStreamError:
            pass

    def samples(self, seconds=1):
        """The last `seconds` of what was heard, mono, or None if there isn't that much yet."""
        heard = list(self._samples)
        if not heard:
            return None
        joined = numpy.concatenate(heard)
        wanted = int(SAMPLE_RATE * seconds)
        return joined[-wanted:] if len(joined) >= wanted else None

    def wait_video(self, frames=30, timeout=20):
        """Waits for `frames` more decoded pictures."""
        goal = self.video_frames + frames
        wait_until(
            lambda: self.video_frames >= goal,
            timeout,
            lambda: (
                f"{frames} pictures decoded ({frames - goal + self.video_frames} so far), peer {self.state}"
            ),
        )

    def wait_audio(self, frames=60, timeout=20):
        """Waits for `frames` more decoded blocks of 20 ms."""
        goal = self.audio_frames + frames
        wait_until(
            lambda: self.audio_frames >= goal,
            timeout,
            lambda: f"{frames} audio frames decoded ({frames - goal + self.audio_frames} so far)",
        )


def mono(frame):
    """The first channel of a decoded 16-bit audio frame."""
    samples = frame.to_ndarray()
    return samples[0, :: len(frame.layout.channels)] if not frame.format.is_planar else samples[0]
