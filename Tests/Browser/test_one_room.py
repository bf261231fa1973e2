# SPDX-License-Identifier: Apache-2.0
"""A page of RTCMultiConnection v3, WHIP and WHEP in one room."""

import pytest

from http_client import request
from patterns import PictureTrack, ToneTrack
from waiting import wait_until
from whip_client import Publisher, Viewer


@pytest.fixture
def session(runner, rows):
    """Makes WHIP and WHEP sessions at the pages' relay."""
    made = []

    def make(kind, path, *arguments):
        one = kind(runner, rows.relay.url(path), *arguments)
        made.append(one)
        return one.start().wait_connected()

    yield make
    for one in made:
        one.close()


def v3(rows, preamble=""):
    """A page that shares its camera in the room `tea` of v3's own channel."""
    page = rows.open("v3.html", preamble)
    page.evaluate(
        """() => {
            const connection = window.connection = new RTCMultiConnection('tea');
            connection.userid = 'page';
            connection.session = {audio: true, video: true};
            connection.openOrJoin('tea');
        }"""
    )
    return page


def picture():
    return [ToneTrack(440), PictureTrack((200, 40, 40))]


def test_a_page_sees_a_whip_publisher(rows, session):
    page = v3(rows, "bench.tint('green');")
    page.wait_event("onstream", type="local")
    session(Publisher, "/whip/tea/studio", picture())
    event = page.wait_event("onstream", type="remote")
    assert event["userid"] == "whip:studio" and event["streamid"] == "studio"
    page.wait_playing(2)
    wait_until(lambda: "red" in page.colours(), 15, lambda: f"red is seen: {page.colours()}")


def test_a_page_that_comes_later_sees_it_too_and_its_end(rows, session):
    studio = session(Publisher, "/whip/tea/studio", picture())
    page = v3(rows)
    page.wait_event("onstream", type="remote", userid="whip:studio")
    page.wait_playing(2)
    studio.close()
    page.wait_event("onstreamended", userid="whip:studio")


def test_a_pages_camera_is_played_by_whep(rows, session):
    page = v3(rows, "bench.tint('green'); bench.tone(440);")
    streamid = page.wait_event("onstream", type="local")["streamid"]
    is_live = lambda: rows.relay.is_live("tea", streamid)
    wait_until(is_live, 15, lambda: f"{streamid} is listed: {rows.relay.room('tea')}")
    watching = session(Viewer, f"/whep/tea/{streamid}")
    watching.wait_video()
    watching.wait_audio()
    page.run("connection.leave();")
    wait_until(lambda: request("GET", watching.resource).status == 404, 10, "its session ends")
