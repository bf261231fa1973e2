# SPDX-License-Identifier: Apache-2.0
"""One-way rooms: many broadcasters (R6), one chosen at run time (R7), several streams (R18), forwarding (R42), scalable broadcast (R43)."""

import time

from waiting import stays, wait_until


def wait_shown(page, colours, timeout=30):
    def shown():
        states = page.evaluate("() => bench.plays(bench.media())")
        return len(states) == len(colours) and all(states) and sorted(page.colours()) == sorted(colours)

    wait_until(shown, timeout, lambda: f"{colours} are shown: {page.media()}, {page.summary()}")


def sent_bytes(page):
    return sum(stream.get("bytesSent", 0) for stream in page.page.outbound("video") + page.page.outbound("audio"))


def test_many_broadcasters_and_viewers(rows):
    """R6: three who see each other, two who see them and send nothing."""
    pages = {}
    for colour, role in [("red", "Room Moderator"), ("green", "Broadcaster"), ("blue", "Broadcaster"), ("one", "Anonymous Viewer"), ("two", "Anonymous Viewer")]:
        page = rows.open("multi-broadcasters.html", f"bench.tint('{colour}');" if colour in ("red", "green", "blue") else "")
        page.evaluate("(role) => { document.querySelector('select').value = role; }", role)
        page.click("button")
        if colour == "red":
            page.wait_event("onstream")
        pages[colour] = page
    for page in pages.values():
        wait_shown(page, ["red", "green", "blue"], timeout=45)
    for name in ("one", "two"):
        assert pages[name].evaluate("() => bench.captures") == 0 and sent_bytes(pages[name]) == 0
    pages["blue"].run("connection.leave();")
    for name in ("red", "green", "one", "two"):
        pages[name].wait_event("onstreamended", timeout=5)
        assert pages[name].count("onstreamended") == 1


def test_a_broadcaster_is_chosen(rows):
    """R7: a viewer may send when the moderator's message says so, and not before."""
    def open_page(name, colour):
        return rows.open("select-broadcaster.html", f"window.prompt = () => '{name}'; bench.tint('{colour}');", "#live")

    moderator = open_page("moderator", "red")
    moderator.click("#openNewSessionButton")
    moderator.wait_event("onstream")
    chosen, other = open_page("chosen", "green"), open_page("other", "blue")
    for page in (chosen, other):
        wait_shown(page, ["red"])
    chosen.run("connection.dontCaptureUserMedia = false; connection.addStream({audio: true, video: true});")
    chosen.wait_state("not-allowed")
    wait_shown(other, ["red"])
    moderator.evaluate("() => { window.prompt = () => 'chosen'; }")
    moderator.click("#select-broadcaster-id")
    for page in (moderator, chosen, other):
        wait_shown(page, ["red", "green"])
    late = open_page("late", "blue")
    wait_shown(late, ["red", "green"])
    moderator.run("connection.removeFromBroadcastersList('chosen');")
    for page in (moderator, other, late):
        page.wait_event("onstreamended", timeout=5, userid="chosen")
    before = sent_bytes(chosen)
    time.sleep(1)
    assert sent_bytes(chosen) == before


def test_a_stream_is_forwarded_to_another_room(rows):
    """R42: the second page sends nothing itself."""
    source = rows.open("link.html", "bench.tint('green');")
    source.evaluate("() => { const c = new RTCMultiConnection('main'); c.direction = 'one-way'; c.open(); }")
    source.wait_event("onstream")
    forwarder = rows.open("link.html")
    forwarder.evaluate(
        """() => {
            const main = new RTCMultiConnection('main');
            const dummy = new RTCMultiConnection('dummy-connection');
            dummy.direction = 'one-way';
            dummy.dontCaptureUserMedia = true;
            main.onstream = (e) => { document.body.appendChild(e.mediaElement); dummy.attachStreams.push(e.stream); dummy.open(); };
            main.connect();
        }"""
    )
    wait_shown(forwarder, ["green"])
    watcher = rows.open("link.html")
    watcher.evaluate("() => { new RTCMultiConnection('dummy-connection').connect(); }")
    wait_shown(watcher, ["green"])
    assert sent_bytes(forwarder) == 0
    forwarder.close()
    watcher.wait_event("onstreamended", timeout=15)


def test_two_streams_of_one_user(rows):
    """R18 with two pictures: one ends, the other goes on."""
    sender = rows.open("link.html")
    sender.evaluate(
        """() => {
            const connection = window.connection = new RTCMultiConnection('two');
            connection.session = {audio: true, video: true, oneway: true};
            bench.tint('red');
            connection.open();
        }"""
    )
    sender.wait_event("onMediaCaptured")
    sender.run("bench.tint('blue'); connection.addStream({video: true, oneway: true});")
    viewer = rows.open("link.html")
    viewer.evaluate("() => { window.connection = new RTCMultiConnection('two'); connection.connect(); }")
    wait_shown(viewer, ["red", "blue"])
    sender.run("connection.removeStream(connection.streams.selectAll({local: true})[1].streamid);")
    viewer.wait_event("onstreamended")
    wait_shown(viewer, ["red"])
    assert viewer.count("onstreamended") == 1


def test_with_and_without_a_camera(rows):
    """R34: who comes without attaching is there, sends nothing, and may send later."""
    owner = rows.open("link.html", "bench.tint('red');")
    owner.evaluate("() => { window.connection = new RTCMultiConnection('cameras'); connection.open(); }")
    owner.wait_event("onMediaCaptured")
    guest = rows.open("link.html", "bench.tint('green');")
    guest.evaluate("() => { window.connection = new RTCMultiConnection('cameras'); connection.dontAttachStream = true; connection.connect(); }")
    guest.wait_event("onstream", type="remote")
    owner.wait_event("onUserStatusChanged", status="online")
    stays(lambda: owner.count("onstream") == 1 and sent_bytes(guest) == 0, 2, "nothing is sent")
    guest.run("connection.dontAttachStream = false; connection.addStream(connection.streams.selectFirst({local: true}).stream);")
    wait_shown(owner, ["red", "green"])
    blind = rows.open("link.html", "bench.tint('blue');")
    blind.evaluate("() => { window.connection = new RTCMultiConnection('cameras'); connection.dontGetRemoteStream = true; connection.connect(); }")
    wait_shown(owner, ["red", "green", "blue"])
    assert blind.page.inbound("video") == [] or blind.page.total("video", "bytesReceived") == 0
    assert [event["details"][0]["type"] for event in blind.events("onstream")] == ["local"]


def test_a_scalable_broadcast_plays(rows):
    """R43: everybody watches the first, and nobody is disturbed when a viewer leaves."""
    pages = [rows.open("broadcast-v3.html", "bench.tint('red');" if number == 0 else "") for number in range(4)]
    for page in pages:
        page.run("join();")
        wait_until(lambda: page.value("window.role"), 10, "it has a role")
    for page in pages:
        wait_shown(page, ["red"], timeout=30)
    assert all(sent_bytes(page) == 0 for page in pages[1:])
    pages[1].close()
    for page in pages[2:]:
        page.page.wait_growth("video", "framesDecoded", by=20, timeout=5)
        wait_shown(page, ["red"])
