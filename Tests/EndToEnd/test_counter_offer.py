# SPDX-License-Identifier: Apache-2.0
"""A viewer whose offer lacks the broadcast's codec is offered it, and never gets a black picture."""

import pytest

from http_client import post_offer, request
from patterns import PictureTrack
from relay_fixtures import BOTH_MODES
from session_description import Description, without_codecs
from waiting import wait_live
from whip_client import Viewer


@pytest.fixture
def h264_only(viewer):
    """The offer of a viewer that leaves VP8 out."""
    session = viewer(kinds=["video"])
    return without_codecs(session.make_offer(), "VP8"), session.url


@BOTH_MODES
def test_W18_a_counter_offer_is_answered_and_plays(publisher, relay, room, runner, h264_only):
    publisher([PictureTrack((200, 40, 40))], codec="VP8").start().wait_connected()
    wait_live(relay, room, "studio")
    offer, url = h264_only
    refused = post_offer(url, offer)
    assert refused.status == 406, refused
    assert refused.headers["Content-Type"] == "application/sdp"
    assert any("VP8" in value for value in Description(refused.text).attributes("rtpmap"))

    player = Viewer(runner, url, kinds=())
    answer = player.answer_offer(refused.text)
    location = relay.url(refused.headers["Location"])
    accepted = request("PATCH", location, answer.encode(), {"Content-Type": "application/sdp"})
    assert accepted.status == 204, accepted
    player.wait_connected()
    player.wait_video(20)
    assert request("DELETE", location).status == 200
    player.abandon()


def test_a_client_that_takes_no_sdp_back_is_told_why(publisher, relay, room, h264_only):
    publisher([PictureTrack((200, 40, 40))], codec="VP8").start().wait_connected()
    wait_live(relay, room, "studio")
    offer, url = h264_only
    refused = post_offer(url, offer, Accept="application/problem+json")
    assert refused.status in (406, 422), refused
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "VP8" in refused.text
