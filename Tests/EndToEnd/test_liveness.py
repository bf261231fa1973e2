# SPDX-License-Identifier: Apache-2.0
"""Who is gone and who only is quiet (RFC 7675, and the encoders that don't know it)."""

import sys
import time
from pathlib import Path

from child import Child
from patterns import PictureTrack, ToneTrack
from silent_peer import stop_answering_checks
from waiting import stays, wait_gone, wait_live


def test_W27_the_dead_are_gone_and_media_alone_keeps_a_publisher(
    publisher, ffmpeg_publisher, relay, room, tmp_path, attachments
):
    # Three at once, since each needs its time: an encoder and a full ICE peer that are killed, one that only
    # sends media.
    encoder = ffmpeg_publisher("encoder")
    script = Path(__file__).with_name("publish_until_killed.py")
    peer = Child([sys.executable, script, relay.url(f"/whip/{room}/peer")], tmp_path / "peer.log")
    attachments["the peer's log"] = peer.output
    silent = (
        publisher([ToneTrack(440), PictureTrack((200, 40, 40))], broadcast="silent").start().wait_connected()
    )
    wait_live(relay, room, "encoder", "peer", "silent")

    stop_answering_checks(silent)
    encoder.kill()
    peer.kill()
    killed = time.monotonic()
    wait_gone(relay, room, "encoder", "peer", timeout=30)
    stays(
        lambda: relay.is_live(room, "silent"),
        max(0, killed + 42 - time.monotonic()),
        "a publisher that sends media and answers no check stays",
    )
