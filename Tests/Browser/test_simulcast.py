# SPDX-License-Identifier: Apache-2.0
"""Chromium offers simulcast: viewers get one encoding of it, whether it heeds the answer or sends all."""

import time

import pytest


@pytest.mark.parametrize("insist", [False, True], ids=["heeds the answer", "sends all"])
def test_one_encoding_is_played(broadcaster_browser, viewer_browser, client, room, insist):
    sender = client(broadcaster_browser)
    sender.publish(room, "cam", codec="VP8", width=1280, height=720, rids=["h", "m", "l"], insist=insist)

    receiver = client(viewer_browser)
    receiver.play(room, "cam")
    receiver.page.wait_playing()
    sizes = set()
    for _ in range(10):
        seen = receiver.look()
        sizes.add((seen["width"], seen["height"]))
        time.sleep(0.3)
    assert len(sizes) == 1, f"the picture changed between encodings: {sizes}"
    assert receiver.page.total("video", "packetsLost") == 0
    # A packet or two may leave before the answer is heeded.
    sent = [one["rid"] for one in sender.page.outbound("video") if one["packetsSent"] > 10]
    assert len(sent) > 1 if insist else sent == ["h"], sent
