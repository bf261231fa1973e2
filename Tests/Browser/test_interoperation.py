# SPDX-License-Identifier: Apache-2.0
"""A browser plays what an encoder that is no browser publishes."""

from pages_of_the_relay import Watch
from patterns import PictureTrack, ToneTrack
from waiting import wait_until


def test_chromium_plays_what_ffmpeg_publishes(ffmpeg_publisher, viewer_browser, relay, room):
    ffmpeg_publisher("encoder")
    wait_until(lambda: relay.is_live(room, "encoder"), 15, "FFmpeg is live")
    watching = Watch(viewer_browser, relay, room)
    watching.wait_picture("encoder")
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)


def test_chromium_plays_what_aiortc_publishes(publisher, viewer_browser, relay, room):
    publisher([ToneTrack(440), PictureTrack((60, 180, 60))], codec="H264").start().wait_connected()
    wait_until(lambda: relay.is_live(room, "studio"), 10, "the broadcast is live")
    watching = Watch(viewer_browser, relay, room)
    watching.wait_picture("studio")
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)


def test_aiortc_plays_what_chromium_publishes(broadcaster_browser, client_page, viewer, relay, room):
    sender = client_page(broadcaster_browser)
    sender.evaluate("(...given) => client.publish(...given)", "sender", relay.url(f"/whip/{room}/studio"), {"codec": "VP8"})
    wait_until(lambda: relay.is_live(room, "studio"), 15, "the broadcast is live")
    watching = viewer().start().wait_connected()
    watching.wait_video()
    watching.wait_audio()
    colour, _ = watching.pictures[-1]
    assert colour.max() > 30, f"black: {colour}"
