# SPDX-License-Identifier: Apache-2.0
"""The relay behind a TURN server of its own: media goes both ways through coturn."""

import re

import pytest

from child import Child
from patterns import PictureTrack
from waiting import wait_live, wait_until
from whip_client import Publisher, Viewer

PORT = 3478


@pytest.fixture
def turn_server(tmp_path, attachments):
    child = Child(
        [
            "turnserver", "-n", "--no-cli", "--no-tls", "--no-dtls", "--lt-cred-mech",
            "--realm", "longwave.test", "--user", "relay:secret",
            "--listening-ip", "127.0.0.1", "--listening-port", str(PORT), "--relay-ip", "127.0.0.1",
            "--min-port", "40000", "--max-port", "40099",
            "--allow-loopback-peers", "--log-file", "stdout", "--simple-log", "--pidfile", str(tmp_path / "turn.pid"),
            "--db", str(tmp_path / "turn.db"),
        ],
        tmp_path / "turn.log",
    )  # fmt: skip
    attachments["coturn's log"] = child.output
    wait_until(lambda: "Total General servers" in child.output(), 10, "coturn listens")
    yield child
    child.stop()


def only_relayed(answer):
    """As for a client that can't reach the relay itself."""
    kept = [line for line in answer.split("\r\n") if not re.match(r"a=candidate:.* typ (host|srflx)", line)]
    return "\r\n".join(kept)


def test_media_goes_through_a_turn_server(turn_server, new_relay, runner):
    relay = new_relay("--turn", f"turn:relay:secret@127.0.0.1:{PORT}", own_ports=100).start()
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
