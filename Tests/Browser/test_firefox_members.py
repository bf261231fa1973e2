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
from row_media import longest_freeze, wait_shown, watch_pictures
from test_compat_conference import KEEP_LINES, change_at_random, enter_data_room
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


@pytest.mark.parametrize("owner", ["firefox", "broadcaster_browser"])
def test_adding_removing_and_muting_at_random(rows, firefox, broadcaster_browser, owner):
    """R14: a room of data, a picture both ways, and changes at random for 15 s; either browser's page opens the room."""
    browsers = [firefox, broadcaster_browser] if owner == "firefox" else [broadcaster_browser, firefox]
    pages = [rows.open("link.html", KEEP_LINES, browser=browser) for browser in browsers]
    enter_data_room(pages)
    pages[0].run("connection.addStream({audio: true, video: true});")
    for page in pages:
        page.wait_playing(2)
    pages[0].run("connection.removeStream({video: true, stop: true});")
    pages[1].wait_event("onstreamended", type="remote")
    change_at_random(pages, 15)


@pytest.mark.parametrize("sends", ["firefox", "broadcaster_browser"])
def test_a_scalable_broadcast(rows, firefox, broadcaster_browser, sends, request):
    """R43: Firefox broadcasts, or watches; a viewer that goes disturbs nobody, and the broadcaster's reload costs nobody the broadcast."""
    others = broadcaster_browser if sends == "firefox" else firefox
    sender = rows.open("broadcast-v3.html", "bench.tint('red'); bench.tone(440);", browser=request.getfixturevalue(sends))
    viewer, leaver = [rows.open("broadcast-v3.html", browser=browser) for browser in (others, broadcaster_browser)]
    for page, role in [(sender, "broadcaster"), (viewer, "viewer"), (leaver, "viewer")]:
        page.run("join();")
        wait_until(lambda: page.value("window.role") == role, 10, f"it is a {role}")
    for page in (sender, viewer, leaver):
        wait_shown(page, ["red"])
    watch_pictures(viewer)
    leaver.close()
    wait_until(lambda: sender.value("window.viewers") == 1, 5, lambda: f"one is counted, not {sender.value('window.viewers')}")
    viewer.page.wait_growth("video", "framesDecoded", by=20)
    assert longest_freeze(viewer) < 0.5

    sender.reload()
    sender.run("join();")
    wait_until(lambda: viewer.count("onstream") == 2, 20, lambda: f"the broadcast comes again: {viewer.summary()}")
    wait_shown(viewer, ["red"])
    assert not viewer.value("window.stopped") and viewer.value("window.role") == "viewer"
    assert sender.value("window.role") == "broadcaster"
    # A window that Firefox closes may fall silent only.
    for page in (sender, viewer):
        page.run("connection.leave();")
