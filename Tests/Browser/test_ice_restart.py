# SPDX-License-Identifier: Apache-2.0
"""ICE restarts by PATCH (RFC 9725 §4.3.3) in a browser, while media flows."""

import pytest

from waiting import wait_until


@pytest.mark.parametrize("any_tag", ["*", '"*"'])
@pytest.mark.parametrize("role", ["viewer", "publisher"])
def test_W21_W22_media_goes_on_through_an_ice_restart(
    broadcaster_browser, viewer_browser, client, room, role, any_tag
):
    sender, receiver = client(broadcaster_browser), client(viewer_browser)
    sender.publish(room, "cam")
    receiver.play(room, "cam")
    receiver.page.wait_playing()
    [before] = receiver.page.inbound("video")

    restarting = receiver if role == "viewer" else sender
    changes = restarting.transport()["changes"]
    told = restarting.restart_ice(any_tag)
    assert told["after"][0] != told["before"][0] and told["after"][1] != told["before"][1], told
    assert told["tag"] and told["tag"] != told["oldTag"], told

    # The new pair is in use, DTLS stayed, and pictures never ceased.
    wait_until(
        lambda: restarting.transport()["changes"] > changes, 15, "the transport changes to the new pair"
    )
    assert restarting.transport()["dtls"] == "connected"
    receiver.page.wait_growth("video", "framesDecoded", by=40)
    receiver.page.wait_growth("audio", "totalAudioEnergy", by=1e-6)
    [after] = receiver.page.inbound("video")
    assert after["packetsLost"] == before["packetsLost"]
    assert after["totalFreezesDuration"] - before["totalFreezesDuration"] < 1, (before, after)
