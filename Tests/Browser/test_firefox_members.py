# SPDX-License-Identifier: Apache-2.0
"""Members in Firefox: what test_client_core asks of Chromium, and a conference as pages of RTCMultiConnection hold it."""

import pytest

from member import Member
from test_client_core import (  # noqa: F401  Tests of that file, with this file's `member`.
    couple,
    test_a_file_reaches_everybody_who_wants_it,
    test_data_arrives_in_order_and_is_retained,
    test_media_goes_both_ways_and_to_who_comes_late,
    test_muting_stops_what_is_forwarded,
    test_the_programme_is_followed,
)
from waiting import wait_until


@pytest.fixture
def member(static_server, relay, room, firefox):
    """Opens a page with a member in the test's own channel."""
    return lambda userid, channel=room, **options: Member(firefox, static_server, relay, channel, userid, **options)


NEW = "(name, code) => { const connection = window.connection = new RTCMultiConnection('fox'); connection.userid = name; new Function('connection', code)(connection); }"
REMOTE = "connection.streams.selectFirst({remote: true})"


def page_of(rows, browser, name, code, colour):
    page = rows.open("link.html", f"bench.tint('{colour}');", browser=browser)
    page.evaluate(NEW, name, code)
    return page


@pytest.mark.parametrize("other", ["firefox", "broadcaster_browser"])
def test_a_conference_of_two_pages(rows, firefox, other, request):
    """Pictures both ways, chat, a file, mute, a stream that its page stops, and leaving."""
    session = "connection.session = {audio: true, video: true, data: true}; connection.enableFileSharing = true;"
    owner = page_of(rows, firefox, "owner", f"{session} connection.open('room');", "red")
    owner.wait_event("onMediaCaptured")
    guest = page_of(
        rows, request.getfixturevalue(other), "guest", f"{session} connection.join({{sessionid: 'room', userid: 'owner'}});", "lime"
    )
    for page, colour in ((owner, "green"), (guest, "red")):
        page.wait_playing(2)
        wait_until(lambda: page.colours(f"[{REMOTE}.mediaElement]") == [colour], 10, lambda: page.colours())

    owner.run("connection.send('hello');")
    assert guest.wait_event("onmessage", data="hello")["userid"] == "owner"
    guest.run("connection.send(new File([new Uint8Array(100000)], 'zeros'));")
    assert owner.wait_event("onFileEnd", name="zeros")["size"] == 100000

    owner.run("connection.streams.selectFirst({local: true}).mute({video: true});")
    assert guest.wait_event("onmute", userid="owner")["session"]["video"]
    owner.run("connection.streams.selectFirst({local: true}).unmute({video: true});")
    guest.wait_event("onunmute", userid="owner")

    owner.run("for (const track of Object.values(connection.localStreams)[0].getTracks()) track.stop();")
    owner.wait_event("onstreamended", type="local")
    guest.wait_event("onstreamended", userid="owner")

    guest.run("connection.leave();")
    owner.wait_event("onleave", userid="guest")
    assert owner.count("onstreamended") == 2
