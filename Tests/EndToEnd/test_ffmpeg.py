# SPDX-License-Identifier: Apache-2.0
"""FFmpeg's WHIP muxer publishes H.264 and Opus from a file."""

import pytest

from ffmpeg import TONE
from patterns import peak_frequency
from waiting import wait_gone, wait_live, wait_until


@pytest.mark.parametrize("flags", [(), ("-whip_flags", "dtls_active")], ids=["dtls-passive", "dtls-active"])
def test_aiortc_plays_what_ffmpeg_publishes(ffmpeg_publisher, viewer, relay, room, flags):
    encoder = ffmpeg_publisher("studio", *flags)
    wait_until(lambda: relay.is_live(room, "studio") or not encoder.running, 15, "FFmpeg is live")
    assert encoder.running, encoder.output()
    watching = viewer().start().wait_connected()
    watching.wait_video()
    watching.wait_audio()
    colour, _ = watching.pictures[-1]
    assert colour.max() > 30, f"black: {colour}"
    samples = wait_until(watching.samples, 10, "a second of sound")
    assert peak_frequency(samples) == pytest.approx(TONE, abs=5)
    assert "Consent Freshness expired" not in encoder.output()


def test_ffmpeg_says_goodbye(ffmpeg_publisher, relay, room):
    encoder = ffmpeg_publisher()
    wait_live(relay, room, "studio")
    encoder.stop()
    wait_gone(relay, room, "studio", timeout=5)


def test_ffmpeg_connects_fast(ffmpeg_publisher, relay, room):
    """FFmpeg drops the first ClientHello, so this is about how soon the relay sends the second."""
    encoder = ffmpeg_publisher()
    wait_until(lambda: relay.is_live(room, "studio") or not encoder.running, 15, "FFmpeg is live")
    line = next(line for line in encoder.output().splitlines() if "DTLS handshake is done" in line)
    elapsed = float(line.rsplit("elapsed=", 1)[1].removesuffix("ms"))
    assert elapsed < 700, line
