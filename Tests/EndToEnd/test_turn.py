# SPDX-License-Identifier: Apache-2.0
"""The relay behind a TURN server of its own: media goes both ways through coturn."""

import re

from patterns import PictureTrack
from waiting import wait_live
from whip_client import Publisher, Viewer


def only_relayed(answer):
    """As for a client that can't reach the relay itself."""
    kept = [line for line in answer.split("\r\n") if not re.match(r"a=candidate:.* typ (host|srflx)", line)]
    return "\r\n".join(kept)


def test_media_goes_through_a_turn_server(turn_server, new_relay, runner):
    relay = new_relay("--turn", f"turn:{turn_server.user}:{turn_server.password}@127.0.0.1:{turn_server.port}", own_ports=100).start()
    publisher = Publisher(
        runner, relay.url("/whip/far/studio"), [PictureTrack((40, 60, 200))], edit_answer=only_relayed
    ).start()
    assert {candidate.type for candidate in publisher.answer.candidates} == {"host", "relay"}
    publisher.wait_connected(30)
    wait_live(relay, "far", "studio")
    viewer = Viewer(
        runner, relay.url("/whep/far/studio"), kinds=["video"], edit_answer=only_relayed
    ).start()
    viewer.wait_connected(30)
    viewer.wait_video(60)
    for session in (viewer, publisher):
        session.close()
