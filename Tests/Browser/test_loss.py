# SPDX-License-Identifier: Apache-2.0
"""Lost packets are asked for and sent again, on both sides of the relay."""

import time

from lossy_loopback import losing
from waiting import wait_live, wait_until

LOSS = 4  # percent
SECONDS = 6


def watch_for(page, seconds):
    """The growth of some figures of the one video stream over `seconds`, and the time that it took."""
    [before] = page.inbound("video")
    started = time.monotonic()
    wait_until(lambda: time.monotonic() - started >= seconds, seconds + 5, "time passes")
    [after] = page.inbound("video")
    elapsed = (after["timestamp"] - before["timestamp"]) / 1000
    names = ("framesDecoded", "nackCount", "packetsLost", "packetsReceived", "retransmittedPacketsReceived")
    return {name: after.get(name, 0) - before.get(name, 0) for name in names} | {"seconds": elapsed}


def test_a_browser_gets_lost_packets_again_by_rtx(ffmpeg_publisher, viewer_browser, client, relay, room):
    ffmpeg_publisher("encoder")
    wait_live(relay, room, "encoder")
    receiver = client(viewer_browser)
    receiver.play(room, "encoder")
    receiver.page.wait_playing()
    with losing(LOSS, relay.media_ports, "from"):
        seen = watch_for(receiver.page, SECONDS)
    assert seen["nackCount"] > 0 and seen["packetsLost"] > 0, seen
    # Retransmissions come as a stream of their own, so what was lost stays counted as lost.
    assert seen["retransmittedPacketsReceived"] >= seen["packetsLost"] * 0.8, seen
    assert seen["framesDecoded"] > seen["seconds"] * 25 * 0.8, seen


def test_a_browser_without_rtx_gets_lost_packets_again(ffmpeg_publisher, viewer_browser, client, relay, room):
    ffmpeg_publisher("encoder")
    wait_live(relay, room, "encoder")
    receiver = client(viewer_browser)
    receiver.play(room, "encoder", rtx=False)
    receiver.page.wait_playing()
    with losing(LOSS, relay.media_ports, "from"):
        seen = watch_for(receiver.page, SECONDS)
    # What came again under its own number is not counted as lost any more.
    assert seen["nackCount"] > 0 and seen["retransmittedPacketsReceived"] == 0, seen
    assert seen["packetsLost"] < seen["packetsReceived"] * 0.01, seen
    assert seen["framesDecoded"] > seen["seconds"] * 25 * 0.8, seen


def test_the_relay_asks_an_encoder_for_lost_packets(ffmpeg_publisher, viewer_browser, client, relay, room):
    encoder = ffmpeg_publisher("encoder")
    wait_live(relay, room, "encoder")
    receiver = client(viewer_browser)
    receiver.play(room, "encoder")
    receiver.page.wait_playing()
    with losing(LOSS, relay.media_ports, "to"):
        seen = watch_for(receiver.page, SECONDS)
    assert "Found RTP history packet for RTX" in encoder.output()
    assert seen["packetsLost"] < seen["packetsReceived"] * 0.01, seen
    assert seen["framesDecoded"] > seen["seconds"] * 25 * 0.8, seen


def test_the_relay_asks_a_browser_for_lost_packets(broadcaster_browser, viewer_browser, client, relay, room):
    sender, receiver = client(broadcaster_browser), client(viewer_browser)
    sender.publish(room, "cam", codec="VP8")
    receiver.play(room, "cam")
    receiver.page.wait_playing()
    with losing(LOSS, relay.media_ports, "to"):
        seen = watch_for(receiver.page, SECONDS)
    [stream] = sender.page.outbound("video")
    assert stream["nackCount"] > 0 and stream["retransmittedPacketsSent"] > 0, stream
    assert seen["packetsLost"] < seen["packetsReceived"] * 0.01, seen
    assert seen["framesDecoded"] > 10 * seen["seconds"], seen
