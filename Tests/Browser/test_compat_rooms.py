# SPDX-License-Identifier: Apache-2.0
"""Rooms as pages of RTCMultiConnection use them, without media: lists, presence, passwords, moderators, ejection."""

from waiting import stays, wait_until
from wire import tapped

DATA_ROOM = "connection.session = {data: true};"


def member(rows, name, code="", channel="rooms"):
    """A page with one connection under a name, which is in the page as `connection`."""
    page = rows.open("link.html")
    page.evaluate(
        f"""() => {{
            const connection = window.connection = new RTCMultiConnection('{channel}');
            connection.userid = '{name}';
            connection.extra = {{ username: '{name}' }};
            {DATA_ROOM}
            {code}
        }}"""
    )
    return page


def test_a_room_is_listed_and_joined(rows):
    anna = member(rows, "anna", "connection.onNewSession = () => {}; connection.connect();")
    bob = member(rows, "bob")
    description = bob.run("return connection.open('tea');")
    assert {key: description[key] for key in ("sessionid", "userid", "session")} == {
        "sessionid": "tea", "userid": "bob", "session": {"data": True},
    }  # fmt: skip
    seen = anna.wait_event("onNewSession", sessionid="tea")
    assert seen["extra"] == {"username": "bob"} and seen["userid"] == "bob"
    anna.run("connection.join(connection.sessionDescriptions.tea);")
    assert anna.wait_event("onopen")["userid"] == "bob"
    assert bob.wait_event("onopen")["extra"] == {"username": "anna"}
    assert anna.states() == ["detecting-room-presence", "room-available", "connecting-with-initiator", "connected-with-initiator"]
    assert bob.value("connection.isInitiator") and not anna.value("connection.isInitiator")
    assert anna.value("connection.numberOfConnectedUsers") == 1

    bob.run("connection.send('hello'); connection.send({a: [1]});")
    anna.wait_event("onmessage", count=2)
    assert [event["details"][0]["data"] for event in anna.events("onmessage")] == ["hello", {"a": [1]}]
    anna.run("connection.sendCustomMessage({custom: 1});")
    assert bob.wait_event("onCustomMessage") == {"custom": 1}
    bob.run("connection.extra.username = 'Bob';")
    assert anna.wait_event("onExtraDataUpdated", userid="bob")["extra"] == {"username": "Bob"}
    assert anna.count("onNewSession") == 1


def test_two_who_open_the_same_room(rows):
    first = member(rows, "first", "connection.open('tea');")
    wait_until(lambda: first.value("connection.sessionDescription && connection.isInitiator"), 5, "it is open")
    second = member(rows, "second", "connection.open('tea');")
    second.wait_state("room-already-open")
    assert not second.value("connection.isInitiator")
    second.run("connection.openOrJoin('tea', (...answers) => window.answers = answers);")
    first.wait_event("onopen", userid="second")
    wait_until(lambda: second.value("window.answers"), 5, "the callback is called")
    assert second.value("window.answers") == [True, "tea"] and not second.value("connection.isInitiator")


def test_presence(rows):
    page = member(rows, "asker")
    asked = "return new Promise(resolve => connection.checkPresence('tea', (...answers) => resolve(answers)));"
    assert page.run(asked)[:2] == [False, "tea"]
    member(rows, "owner", "connection.password = 'secret'; connection.open('tea');")
    wait_until(lambda: page.run(asked)[0], 5, "the room is present")
    exists, sessionid, extra = page.run(asked)
    assert extra["_room"] == {"isFull": False, "isPasswordProtected": True}


def test_leaving_hands_over_and_closing_ends(rows):
    """R27, without media."""
    owner = member(rows, "owner", "connection.open('tea');")
    anna = member(rows, "anna", "connection.join({sessionid: 'tea', userid: 'owner'});")
    owner.wait_event("onopen", userid="anna")
    bob = member(rows, "bob", "connection.onNewSession = () => {}; connection.connect(); connection.join({sessionid: 'tea', userid: 'owner'});")
    anna.wait_event("onopen", userid="bob")

    owner.run("connection.leave();")
    anna.wait_event("onShiftedModerationControl")
    assert bob.events("onShiftedModerationControl") or bob.wait_event("onShiftedModerationControl") is not None
    wait_until(lambda: anna.value("connection.isInitiator"), 5, "anna moderates")
    assert bob.wait_event("onleave")["userid"] == "owner"
    assert not owner.value("connection.isInitiator") and owner.value("connection.numberOfConnectedUsers") == 0

    # The room is open to others, and the one who left stays away.
    dora = member(rows, "dora", "connection.join({sessionid: 'tea', userid: 'anna'});")
    dora.wait_event("onopen", userid="anna")
    stays(lambda: not owner.count("onopen") or owner.value("connection.numberOfConnectedUsers") == 0, 3, "the owner stays out")

    anna.run("connection.close();")
    for page in (bob, dora):
        closed = page.wait_event("onSessionClosed")
        assert closed["isSessionClosed"] and not closed["isEjected"] and closed["sessionid"] == "tea"
        assert page.names()[-1] in ("onSessionClosed", "onEntireSessionClosed")
        assert page.count("onSessionClosed") == 1 and page.count("onEntireSessionClosed") == 1
    assert bob.value("Object.keys(connection.sessionDescriptions)") == []
    assert bob.value("connection.numberOfConnectedUsers") == 0


def test_a_reload_keeps_the_moderator(rows):
    """R27: the moderator's page is loaded again."""
    page = rows.open("moderator-data.html")
    wait_until(lambda: page.value("connection.isInitiator"), 5, "it moderates")
    guest = member(rows, "guest", "connection.join({sessionid: 'tea', userid: 'owner'});")
    page.wait_event("onopen", userid="guest")
    page.reload()
    page.wait_event("onopen", userid="guest")
    assert page.value("connection.isInitiator") and "room-already-open" not in page.states()
    assert not guest.count("onleave") and not guest.count("onShiftedModerationControl")
    guest.run("connection.send('still here');")
    page.wait_event("onmessage", data="still here")


def test_ejection_and_presence(rows):
    """R30, without media."""
    owner = member(rows, "owner", "connection.open('tea');")
    anna = member(rows, "anna", "connection.join({sessionid: 'tea', userid: 'owner'});")
    bob = member(rows, "bob", "connection.join({sessionid: 'tea', userid: 'owner'});")
    owner.wait_event("onopen", count=2)
    anna.wait_event("onopen", userid="bob")
    assert owner.value("connection.numberOfConnectedUsers") == 2
    assert anna.evaluate("() => { try { connection.eject('bob'); } catch (error) { return error; } }") == "Only session-initiator can eject a user."
    owner.run("connection.eject('bob');")
    assert bob.wait_event("onSessionClosed")["isEjected"]
    assert bob.count("onSessionClosed") == 1 and not bob.count("onEntireSessionClosed")
    for page in (owner, anna):
        assert page.wait_event("onleave", userid="bob")["reason"] == "ejected"
        assert page.value("connection.numberOfConnectedUsers") == 1
    owner.run("connection.leave();")
    wait_until(lambda: anna.value("connection.isInitiator"), 5, "anna moderates, not who was ejected")

    # A page that is closed is gone at once.
    clara = member(rows, "clara", "connection.join({sessionid: 'tea', userid: 'anna'});")
    anna.wait_event("onopen", userid="clara")
    clara.close()
    anna.wait_event("onleave", timeout=10, userid="clara")
    assert anna.value("connection.numberOfConnectedUsers") == 0


def test_capacity(rows):
    """R36's: one to one."""
    owner = member(rows, "owner", "connection.direction = 'one-to-one'; connection.open('tea');")
    anna = member(rows, "anna", "connection.join({sessionid: 'tea', userid: 'owner'});")
    owner.wait_event("onopen", userid="anna")
    bob = member(rows, "bob", "connection.join({sessionid: 'tea', userid: 'owner'});")
    bob.wait_state("room-full")
    assert bob.events("onRoomFull")[0]["details"] == ["tea"]
    anna.run("connection.leave();")
    owner.wait_event("onleave", userid="anna")
    bob.run("connection.join({sessionid: 'tea', userid: 'owner'});")
    owner.wait_event("onopen", userid="bob")


def test_passwords_stay_between_joiner_and_relay(rows):
    """R26: the password page's own code, one right and one wrong password; whatever the relay sends, to whomever, has none in it."""
    with tapped(rows.relay.port) as wire:
        use_passwords(rows)
    received = wire.received().values()
    # The room is told to its three pages, and to one that only watches.
    assert len([octets for octets in received if b'"isPasswordProtected":true' in octets]) >= 4
    for octets in received:
        assert b"opensesame" not in octets


def use_passwords(rows):
    owner = rows.open("password.html", "window.prompt = () => 'opensesame';")
    owner.click("#open")
    watcher = rows.open("link.html")
    watcher.evaluate(
        "(channel) => { const c = new RTCMultiConnection(channel); c.onNewSession = () => {}; c.connect(); }", owner.value("connection.channel")
    )
    watcher.wait_event("onNewSession")
    right = rows.open("password.html", "window.prompt = () => 'opensesame';")
    right.wait_event("onNewSession")
    asked = owner.wait_event("onRequest")
    assert asked["extra"]["password"] == "opensesame"
    owner.wait_event("onopen")
    wrong = rows.open("password.html", "window.prompt = () => 'guess';")
    wrong.wait_event("onInvalidPassword")
    wrong.wait_state("request-rejected")
    assert owner.count("onRequest") == 1
    for page in (watcher, right, wrong):
        assert "opensesame" not in str(page.events("onNewSession")) + str(page.value("connection.sessionDescriptions"))
    # A sixth wrong one within a minute, and then not even the right one.
    for _ in range(5):
        known = wrong.count("onstatechange")
        wrong.run("connection.join(Object.values(connection.sessionDescriptions)[0]);")
        wait_until(lambda: "request-rejected" in wrong.states()[known:], 10, "refused")
    wrong.run("connection.extra.password = 'opensesame'; connection.join(Object.values(connection.sessionDescriptions)[0]);")
    wrong.wait_event("onPasswordMaxTriesOver")
    assert right.run("return new Promise(resolve => connection.setPassword('mine', (...answers) => resolve(answers[0])));") is False


def test_manual_session_of_v1(rows):
    """R37: the page of v1.2."""
    owner = rows.open("manual-session-v1.html", "window.username = 'Owner';")
    guest = rows.open("manual-session-v1.html", "window.username = 'Guest';")
    owner.click("#start-new-session")
    wait_until(lambda: guest.evaluate("() => document.querySelector('#sessions-list td')?.textContent") == "Owner", 1, "the list shows the name")
    owner.run("connection.extra.username = 'Renamed';")
    assert guest.wait_event("onExtraDataUpdated")["extra"] == {"username": "Renamed"}
    guest.click("#sessions-list button")
    shown = "() => document.querySelector('#chat-output').textContent"
    wait_until(lambda: "You are connected with Guest" in owner.evaluate(shown), 5, lambda: owner.evaluate(shown))
    wait_until(lambda: "You are connected with Renamed" in guest.evaluate(shown), 5, lambda: guest.evaluate(shown))
    guest.run("connection.send('raw text');")
    wait_until(lambda: "raw text" in owner.evaluate(shown), 5, "the message arrives as it is")


def test_sessions_on_one_page(rows):
    """R28, without media: three connections in one page, closed one by one."""
    pages = [rows.open("sessions-data.html") for _ in range(2)]
    pages[0].run("for (const connection of bench.connections) connection.open();")
    for page in pages:
        for number in range(3):
            wait_until(lambda: bool(page.events("onopen", number)), 10, f"connection {number} opens")
    pages[0].run("bench.connections[0].close();")
    wait_until(lambda: bool(pages[1].events("onSessionClosed", 0)), 5, "the first is closed")
    pages[1].run("bench.connections[1].send('second'); bench.connections[2].send('third');")
    for number, text in [(1, "second"), (2, "third")]:
        wait_until(lambda: [e["details"][0]["data"] for e in pages[0].events("onmessage", number)] == [text], 5, text)
    assert not [e for number in (1, 2) for e in pages[1].events("onSessionClosed", number)]


def test_leaving_at_once_gives_a_join_up(rows):
    owner = member(rows, "owner", "connection.open('tea');")
    wait_until(lambda: owner.value("connection.isInitiator"), 5, "open")
    join = "connection.join({sessionid: 'tea', userid: 'owner'});"
    guest = member(rows, "guest", f"{join} connection.leave();")
    stays(lambda: not owner.count("onopen"), 1, "nobody comes")
    guest.run(join)
    assert owner.wait_event("onopen")["userid"] == "guest" and guest.wait_event("onopen")["userid"] == "owner"


def test_joining_and_leaving_again_and_again(rows):
    """R20, without media: two rooms in turn, once an event a cycle."""
    owners = [member(rows, name, f"connection.open('{name}');") for name in ("red", "blue")]
    for owner in owners:
        wait_until(lambda: owner.value("connection.isInitiator"), 5, "open")
    guest = member(rows, "guest", "connection.onNewSession = () => {}; connection.connect();")
    for cycle in range(20):
        owner, sessionid = owners[cycle % 2], ("red", "blue")[cycle % 2]
        guest.run(f"connection.join({{sessionid: '{sessionid}', userid: '{sessionid}'}});")
        owner.wait_event("onopen", count=cycle // 2 + 1)
        guest.run("connection.leave();")
        owner.wait_event("onleave", count=cycle // 2 + 1)
    for owner in owners:
        assert owner.count("onopen") == owner.count("onleave") == 10
    assert guest.count("onopen") == 20

    # Opening, closing and opening again.
    known = sum(event["details"][0]["sessionid"] == "red" for event in guest.events("onNewSession"))
    for cycle in range(20):
        owners[0].run("connection.close(); connection.open('red');")
        guest.wait_event("onNewSession", count=known + cycle + 1, sessionid="red")


def test_no_relay_is_there(rows):
    """A page hears once that its relay can't be reached, whatever it asked for."""
    lost = member(rows, "lost", "connection.socketURL = 'http://127.0.0.1:9/'; connection.connect(); connection.checkPresence('tea');")
    assert lost.wait_event("onstatechange", timeout=20, name="relay-unreachable")["reason"]
    assert lost.wait_event("onerror")["userid"] == "lost"
    stays(lambda: lost.states() == ["relay-unreachable"] and lost.count("onerror") == 1, 1, lambda: lost.summary())
    lost.run("connection.open('tea', (...answers) => window.answers = answers);")
    wait_until(lambda: lost.count("onerror") == 2, 20, lambda: f"the next attempt fails too: {lost.summary()}")
    wait_until(lambda: lost.value("window.answers"), 5, "the callback is called")
    assert lost.value("window.answers")[::2] == [False, "Invalid socket"]
