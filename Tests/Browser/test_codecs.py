# SPDX-License-Identifier: Apache-2.0
"""Each video codec that Chromium can send goes from one Chromium to another, in the same codec."""

import pytest

from waiting import wait_until


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264", "AV1"])
def test_chromium_plays_what_chromium_publishes(broadcaster_browser, viewer_browser, client_page, relay, room, codec):
    sender = client_page(broadcaster_browser)
    if codec not in sender.evaluate("() => client.codecs()"):
        pytest.skip(f"this Chromium can't send {codec}")
    state = sender.evaluate("(...given) => client.publish(...given)", "sender", relay.url(f"/whip/{room}/cam"), {"codec": codec})
    assert state == "connected"
    wait_until(lambda: relay.is_live(room, "cam"), 15, "the broadcast is live")

    receiver = client_page(viewer_browser)
    assert receiver.evaluate("(...given) => client.play(...given)", "receiver", relay.url(f"/whep/{room}/cam")) == "connected"
    receiver.wait_playing()
    seen = receiver.evaluate("() => client.look('receiver')")
    assert seen["mean"] > 16 and seen["variance"] > 20, seen
    assert {stream["codec"] for stream in receiver.inbound("video")} == {f"video/{codec}"}
    assert receiver.total("video", "packetsLost") == 0
    assert receiver.evaluate("() => client.close('receiver')") == 200
    assert sender.evaluate("() => client.close('sender')") == 200
