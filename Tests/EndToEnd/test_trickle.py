# SPDX-License-Identifier: Apache-2.0
"""PATCH on a session whose media flows: trickled candidates, and what must not disturb it."""

import pytest

from http_client import request
from patterns import PictureTrack
from relay_fixtures import BOTH_MODES
from session_description import Description, trickle_fragment
from waiting import wait_live

FRAGMENT = "application/trickle-ice-sdpfrag"
CANDIDATE = "7 1 udp 2122260223 127.0.0.1 9 typ host"


@pytest.fixture
def watching(publisher, viewer, relay, room):
    publisher([PictureTrack((90, 90, 200))]).start().wait_connected()
    wait_live(relay, room, "studio")
    session = viewer(kinds=["video"]).start().wait_connected()
    session.wait_video(10)
    return session


def patch(session, body, **headers):
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return request("PATCH", session.resource, body.encode(), {"Content-Type": FRAGMENT, **fields})


def credentials(session):
    offer = Description(session.peer.localDescription.sdp)
    return offer.attribute("ice-ufrag"), offer.attribute("ice-pwd")


def test_W20_W21_trickle_wants_the_current_tag(watching):
    body = trickle_fragment(*credentials(watching), [CANDIDATE])
    tag = watching.response.headers["ETag"]
    assert patch(watching, body).status == 428
    assert patch(watching, body, If_Match='"stale"').status == 412
    assert patch(watching, body, If_Match=tag, Content_Type="text/plain").status == 415
    taken = patch(watching, body, If_Match=tag)
    assert taken.status == 204 and "ETag" not in taken.headers
    watching.wait_video(10)


@pytest.mark.parametrize("any_tag", ["*", '"*"'])
def test_W22_the_same_ufrag_is_not_a_restart_and_harms_nothing(watching, any_tag):
    answer = patch(watching, trickle_fragment(*credentials(watching), [CANDIDATE]), If_Match=any_tag)
    assert answer.status in (204, 422), answer
    watching.wait_video(20)


@BOTH_MODES
def test_W22_a_restart_that_never_connects_leaves_the_media_alone(watching):
    """Make before break: the old pair carries on until a new one is valid."""
    unreachable = trickle_fragment("freshufrag", "f" * 24, [CANDIDATE])
    answer = patch(watching, unreachable, If_Match="*")
    assert answer.status == 200, answer
    fragment = Description(answer.text)
    assert fragment.attribute("ice-ufrag") != watching.answer.attribute("ice-ufrag")
    assert answer.headers["ETag"] != watching.response.headers["ETag"]
    watching.wait_video(60)
