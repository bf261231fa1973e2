# SPDX-License-Identifier: Apache-2.0
"""A browser plays what an encoder that is no browser publishes."""

from pages_of_the_relay import Watch
from patterns import PictureTrack, ToneTrack
from relay_fixtures import BOTH_MODES
from waiting import wait_live


@BOTH_MODES
def test_chromium_plays_what_ffmpeg_publishes(ffmpeg_publisher, viewer_browser, relay, room):
    ffmpeg_publisher("encoder")
    wait_live(relay, room, "encoder")
    watching = Watch(viewer_browser, relay, room)
    watching.wait_picture("encoder")
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)


def test_chromium_plays_what_aiortc_publishes(publisher, viewer_browser, relay, room):
    publisher([ToneTrack(440), PictureTrack((60, 180, 60))], codec="H264").start().wait_connected()
    wait_live(relay, room, "studio")
    watching = Watch(viewer_browser, relay, room)
    watching.wait_picture("studio")
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)


@BOTH_MODES
def test_aiortc_plays_what_chromium_publishes(broadcaster_browser, client, viewer, relay, room):
    client(broadcaster_browser).publish(room, "studio", codec="VP8")
    watching = viewer().start().wait_connected()
    watching.wait_video()
    watching.wait_audio()
    colour, _ = watching.pictures[-1]
    assert colour.max() > 30, f"black: {colour}"
