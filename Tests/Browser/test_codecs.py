# SPDX-License-Identifier: Apache-2.0
"""Each video codec that Chromium can send goes from one Chromium to another, in the same codec."""

import pytest


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264", "AV1"])
def test_chromium_plays_what_chromium_publishes(broadcaster_browser, viewer_browser, client, room, codec):
    sender = client(broadcaster_browser)
    if not sender.can_send(codec):
        pytest.skip(f"this Chromium can't send {codec}")
    sender.publish(room, "cam", codec=codec)

    receiver = client(viewer_browser)
    receiver.play(room, "cam")
    receiver.page.wait_playing()
    seen = receiver.look()
    assert seen["mean"] > 16 and seen["variance"] > 20, seen
    assert {stream["codec"] for stream in receiver.page.inbound("video")} == {f"video/{codec}"}
    assert receiver.page.total("video", "packetsLost") == 0
    assert receiver.close() == 200
    assert sender.close() == 200
