# SPDX-License-Identifier: Apache-2.0
"""ICE restarts by PATCH (RFC 9725 §4.3.3) in a browser, while media flows."""

import pytest

from waiting import wait_until


@pytest.mark.parametrize("any_tag", ["*", '"*"'])
@pytest.mark.parametrize("role", ["viewer", "publisher"])
def test_W21_W22_media_goes_on_through_an_ice_restart(
    broadcaster_browser, viewer_browser, client_page, relay, room, role, any_tag
):
    sender, receiver = client_page(broadcaster_browser), client_page(viewer_browser)
    sender.evaluate("(...given) => client.publish(...given)", "publisher", relay.url(f"/whip/{room}/cam"))
    wait_until(lambda: relay.is_live(room, "cam"), 15, "the broadcast is live")
    receiver.evaluate("(...given) => client.play(...given)", "viewer", relay.url(f"/whep/{room}/cam"))
    receiver.wait_playing()

    page = receiver if role == "viewer" else sender
    changes = page.evaluate("(name) => client.transport(name)", role)["changes"]
    told = page.evaluate("(...given) => client.restart(...given)", role, any_tag)
    assert told["after"][0] != told["before"][0] and told["after"][1] != told["before"][1], told
    assert told["tag"] and told["tag"] != told["oldTag"], told

    # The new pair is in use, DTLS stayed, and pictures never ceased.
    wait_until(
        lambda: page.evaluate("(name) => client.transport(name)", role)["changes"] > changes,
        15,
        "the transport changes to the new pair",
    )
    assert page.evaluate("(name) => client.transport(name)", role)["dtls"] == "connected"
    receiver.wait_growth("video", "framesDecoded", by=40)
    receiver.wait_growth("audio", "totalAudioEnergy", by=1e-6)
    [stream] = receiver.inbound("video")
    assert stream.get("freezeCount", 0) == 0, stream
