# SPDX-License-Identifier: Apache-2.0
"""A page of RTCMultiConnection v3, WHIP and WHEP in one room."""

from http_client import request
from patterns import PictureTrack, ToneTrack
from waiting import wait_until


def v3(rows, userid, room, preamble=""):
    """A page that shares its camera in a room of v3's own channel."""
    page = rows.open("v3.html", preamble)
    page.evaluate(
        f"""() => {{
            const connection = window.connection = new RTCMultiConnection('{room}');
            connection.userid = '{userid}';
            connection.session = {{audio: true, video: true}};
            connection.openOrJoin('{room}');
        }}"""
    )
    return page


def test_a_page_sees_a_whip_publisher(rows, room, publisher):
    page = v3(rows, "page", room)
    page.wait_event("onstream", type="local")
    publisher([ToneTrack(440), PictureTrack((200, 40, 40))]).start().wait_connected()
    event = page.wait_event("onstream", type="remote")
    assert event["userid"] == "whip:studio" and event["streamid"] == "studio"
    page.wait_playing(2)
    wait_until(lambda: "red" in page.colours(), 15, lambda: f"red is seen: {page.colours()}")


def test_a_page_that_comes_later_sees_it_too_and_its_end(rows, room, publisher):
    studio = publisher([ToneTrack(440), PictureTrack((200, 40, 40))]).start().wait_connected()
    page = v3(rows, "page", room)
    page.wait_event("onstream", type="remote", userid="whip:studio")
    page.wait_playing(2)
    studio.close()
    page.wait_event("onstreamended", userid="whip:studio")


def test_a_pages_camera_is_played_by_whep(rows, relay, room, viewer):
    page = v3(rows, "page", room, "bench.tint('green'); bench.tone(440);")
    streamid = page.wait_event("onstream", type="local")["streamid"]
    wait_until(lambda: relay.is_live(room, streamid), 15, lambda: f"{streamid} is listed: {relay.room(room)}")
    watching = viewer(streamid).start().wait_connected()
    watching.wait_video()
    watching.wait_audio()
    page.run("connection.leave();")
    wait_until(lambda: request("GET", watching.resource).status == 404, 10, "its session ends")
