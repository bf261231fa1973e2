# SPDX-License-Identifier: Apache-2.0
"""A room's programme in Chromium: one session, one element, and whatever is on air."""

import json
import sys
from pathlib import Path

import pytest

from child import Child
from http_client import request
from patterns import PictureTrack, ToneTrack
from waiting import stays, wait_live, wait_until

RED, BLUE = (200, 40, 40), (40, 40, 200)
TO_THE_NEXT_KEYFRAME = 10  # seconds; far more than it takes, for machines that are busy
GAP = 1_000  # milliseconds

# Notes for each picture when it was shown and of which colour it is.
WATCH = """(name) => {
    const video = document.getElementById(name);
    window.seen = video;
    window.track = video.srcObject.getVideoTracks()[0];
    window.pictures = [];
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 8;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const note = (now) => {
        context.drawImage(video, 0, 0, video.videoWidth / 2, video.videoHeight, 0, 0, 8, 8);
        const [red, green, blue] = context.getImageData(4, 4, 1, 1).data;
        const most = Math.max(red, green, blue);
        pictures.push({ now, colour: most === red ? "red" : most === green ? "green" : "blue" });
        video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
}"""
SEEN = "() => pictures.length ? pictures.at(-1).colour : null"
COLOURS = "() => pictures.map((picture) => picture.colour).filter((c, i, all) => c !== all[i - 1])"
LONGEST_GAP = "() => Math.max(...pictures.slice(1).map((picture, i) => picture.now - pictures[i].now))"
IS_SAME = """(name) => {
    const video = document.getElementById(name);
    return video === seen && video.srcObject.getVideoTracks()[0] === track && track.readyState === "live";
}"""


class Viewer:
    """A page that follows the room's programme."""

    def __init__(self, client, relay, room):
        self._client = client
        self.page = client.page
        url = relay.url(f"/whep/{room}")
        assert self.page.evaluate("(...given) => client.play(...given)", client.NAME, url) == "connected"
        self.page.evaluate(WATCH, client.NAME)
        self._identity = self._ssrcs()

    def _ssrcs(self):
        return [stream["ssrc"] for peer in self.page.peers() for stream in peer["inbound"]]

    def wait_colour(self, colour, timeout=TO_THE_NEXT_KEYFRAME):
        wait_until(lambda: self.page.evaluate(SEEN) == colour, timeout, f"{colour} is seen", interval=0.05)

    @property
    def colours(self):
        return self.page.evaluate(COLOURS)

    def assert_same_session(self):
        assert self.page.evaluate(IS_SAME, self._client.NAME), "the same element shows the same track"
        assert self.page.evaluate("() => recorder.locations.length") == 1
        streams = self._ssrcs()
        assert set(self._identity) <= set(streams) and len(streams) == 2, streams


@pytest.fixture
def put(relay, room):
    def put(broadcast, *standby):
        body = json.dumps({"broadcast": broadcast, "standby": standby}).encode()
        path = relay.url(f"/v1/rooms/{room}/programme")
        response = request("PUT", path, body, {"Content-Type": "application/json"})
        assert response.status == 200, response

    return put


def on_air(relay, room):
    return relay.get(f"/v1/rooms/{room}").json["programme"].get("onAir")


def test_a_viewer_sees_what_is_put_on_air_one_after_the_other(
    publisher, client, viewer_browser, relay, room, put
):
    for name, colour, tone in [("red", RED, 440), ("blue", BLUE, 880)]:
        publisher([ToneTrack(tone), PictureTrack(colour)], broadcast=name).start().wait_connected()
    wait_live(relay, room, "red", "blue")
    put("red")
    viewer = Viewer(client(viewer_browser), relay, room)
    viewer.wait_colour("red")
    for name in ["blue", "red", "blue"]:
        put(name)
        viewer.wait_colour(name)
        assert on_air(relay, room) == name
    viewer.page.wait_growth("audio", "totalAudioEnergy", by=1e-6)
    assert viewer.colours == ["red", "blue", "red", "blue"]
    assert viewer.page.evaluate(LONGEST_GAP) < GAP
    viewer.assert_same_session()


def test_a_stand_by_takes_over_when_the_publisher_on_air_is_killed(
    publisher, client, viewer_browser, relay, room, put, tmp_path, attachments
):
    script = Path(__file__).parent.parent / "EndToEnd" / "publish_until_killed.py"
    killed = Child([sys.executable, script, relay.url(f"/whip/{room}/green")], tmp_path / "killed.log")
    attachments["the killed publisher's log"] = killed.output
    publisher([ToneTrack(440), PictureTrack(BLUE)], broadcast="blue").start().wait_connected()
    wait_live(relay, room, "green", "blue")
    put("green", "blue")
    viewer = Viewer(client(viewer_browser), relay, room)
    viewer.wait_colour("green")
    killed.kill()
    viewer.wait_colour("blue")
    assert on_air(relay, room) == "blue"
    viewer.page.wait_growth("video", "framesDecoded", by=20)
    assert viewer.colours == ["green", "blue"]
    # A second of silence, and a keyframe.
    assert viewer.page.evaluate(LONGEST_GAP) < 1_000 + GAP
    viewer.assert_same_session()


def test_a_viewer_goes_on_when_the_room_has_no_programme_any_more_and_has_one_again(
    publisher, client, viewer_browser, relay, room, put
):
    publisher([ToneTrack(440), PictureTrack(RED)], broadcast="red").start().wait_connected()
    wait_live(relay, room, "red")
    put("red")
    viewer = Viewer(client(viewer_browser), relay, room)
    viewer.wait_colour("red")
    assert request("DELETE", relay.url(f"/v1/rooms/{room}/programme")).status == 200
    assert "programme" not in relay.get(f"/v1/rooms/{room}").json
    count = wait_still(viewer)
    put("red")
    viewer.page.wait_for("(count) => pictures.length > count + 10", TO_THE_NEXT_KEYFRAME, "it goes on", count)
    viewer.assert_same_session()


def wait_still(viewer):
    """Waits until no picture comes; returns how many came."""
    counts = []

    def is_still():
        counts.append(viewer.page.evaluate("() => pictures.length"))
        return len(counts) > 5 and counts[-1] == counts[-6]

    wait_until(is_still, TO_THE_NEXT_KEYFRAME, lambda: f"no picture comes: {counts}")
    stays(lambda: viewer.page.evaluate("() => pictures.length") == counts[-1], 0.5, "no picture comes")
    return counts[-1]
