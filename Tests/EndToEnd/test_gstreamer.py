# SPDX-License-Identifier: Apache-2.0
"""GStreamer's webrtcbin plays: pictures and sound are decoded by GStreamer's own decoders."""

import pytest

from patterns import HEIGHT, WIDTH, PictureTrack, ToneTrack
from relay_fixtures import BOTH_MODES
from waiting import wait_live, wait_until


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_webrtcbin_plays(publisher, gstreamer_viewer, relay, room, codec):
    publisher([ToneTrack(440), PictureTrack((200, 200, 60))], codec=codec).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = gstreamer_viewer(codec)
    wait_until(
        lambda: watching.report["video"] >= 30 and watching.report["audio"] >= 60,
        20,
        lambda: f"30 pictures and 60 audio buffers are decoded: {watching.report}",
    )
    report = watching.report
    assert (report["width"], report["height"]) == (WIDTH, HEIGHT)
    assert report["luma"] > 40 and report["deviation"] > 5, report
    assert report["loudness"] > 1000, report


@BOTH_MODES
def test_webrtcbin_plays_what_ffmpeg_publishes(ffmpeg_publisher, gstreamer_viewer, relay, room):
    ffmpeg_publisher()
    wait_live(relay, room, "studio")
    watching = gstreamer_viewer("H264")
    wait_until(
        lambda: watching.report["video"] >= 30 and watching.report["audio"] >= 60,
        20,
        lambda: f"30 pictures and 60 audio buffers are decoded: {watching.report}",
    )
    assert watching.report["deviation"] > 5 and watching.report["loudness"] > 500, watching.report
