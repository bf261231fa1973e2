# SPDX-License-Identifier: Apache-2.0
"""The answers of WHIP and WHEP as clients read them, by the numbers of the WHIP and WHEP checklist."""

import pytest

from http_client import request
from patterns import PictureTrack, ToneTrack
from relay_fixtures import BOTH_MODES
from session_description import Description, values_of
from waiting import wait_gone, wait_live, wait_until


@pytest.fixture
def live(publisher, relay, room):
    """A broadcast with sound and picture."""
    made = publisher([ToneTrack(440), PictureTrack((60, 180, 60))]).start().wait_connected()
    wait_live(relay, room, "studio")
    return made


@BOTH_MODES
@pytest.mark.parametrize("role", ["publish", "play"])
def test_W13_answer_is_complete_and_of_the_shape_that_clients_need(live, viewer, relay, role):
    session = live if role == "publish" else viewer().start()
    text = session.response.text
    answer = session.answer

    assert text.startswith("v=0\r\n") and text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", ""), "a bare line feed"
    assert len(session.response.body) <= 8192
    assert answer.bundle == [values_of(section, "mid")[0] for section in answer.active_media()]
    assert len(answer.media) == 2 == len(answer.active_media())
    for section in answer.media:
        assert "a=rtcp-mux" in section
        assert values_of(section, "setup") in (["active"], ["passive"])
        assert len(values_of(section, "msid")) <= 1
    assert ("a=ice-lite" in answer.session) == relay.shares_port
    assert "a=end-of-candidates" in answer.lines

    first = answer.candidates[0]
    assert (first.transport, first.type, first.component) == ("udp", "host", 1)
    assert first.address == "127.0.0.1", "the first candidate is the best IPv4 address"
    assert first.port in relay.media_ports
    udp4 = [
        c for c in answer.candidates if c.transport == "udp" and c.type == "host" and ":" not in c.address
    ]
    assert first.priority == max(candidate.priority for candidate in udp4)
    assert all(candidate.component == 1 for candidate in answer.candidates)


@pytest.mark.parametrize(
    ("offered", "answered"),
    [("actpass", {"active", "passive"}), ("passive", {"active"}), ("active", {"passive"})],
)
def test_W14_each_dtls_role_is_answered_and_connects(publisher, relay, room, offered, answered):
    session = publisher(
        [ToneTrack(440), PictureTrack((60, 180, 60))],
        edit_offer=lambda sdp: Description(sdp).with_setup(offered),
    ).start()
    assert set(session.answer.attributes("setup")) <= answered
    session.wait_connected()
    wait_live(relay, room, "studio")


def test_W15_offers_without_any_candidate_connect(publisher, viewer, relay, room):
    def bare(sdp):
        return Description(sdp).without_candidates()

    publisher([ToneTrack(440), PictureTrack((60, 180, 60))], edit_offer=bare).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = viewer(edit_offer=bare).start().wait_connected()
    watching.wait_video()


def test_W25_delete_ends_the_session_once(live, relay, room):
    url = relay.url(live.location)
    first = request("DELETE", url, headers={"If-Match": '"another"'})
    assert (first.status, first.body) == (200, b"")
    assert request("DELETE", url).status == 404
    wait_gone(relay, room, "studio", timeout=5)
    wait_until(lambda: live.state == "closed", 10, lambda: f"the publisher is told, is {live.state}")


def test_location_is_an_absolute_path_and_the_tag_is_quoted(live):
    assert live.location.startswith("/") and "?" not in live.location
    tag = live.response.headers["ETag"]
    assert tag.startswith('"') and tag.endswith('"') and len(tag) > 2
    assert live.response.headers["Content-Type"] == "application/sdp"
