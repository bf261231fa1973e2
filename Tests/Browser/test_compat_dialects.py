# SPDX-License-Identifier: Apache-2.0
"""What differs by the script's address: v3 and its socket, socket.io's stub, admin and guest of v1.6."""

from waiting import wait_until


def v3(rows, userid, code="", room="tea"):
    page = rows.open("v3.html")
    page.evaluate(
        f"""() => {{
            const connection = window.connection = new RTCMultiConnection('{room}');
            connection.userid = '{userid}';
            connection.session = {{data: true}};
            {code}
        }}"""
    )
    return page


CALLBACK = "(...answers) => (window.answers ??= []).push(answers)"


def wait_answer(page, answer):
    wait_until(lambda: answer in (page.value("window.answers") or []), 10, lambda: f"{answer} comes: {page.value('window.answers')}; {page.summary()}")


def test_v3_opens_and_joins_with_callbacks(rows):
    early = v3(rows, "early", f"connection.join('tea', {CALLBACK});")
    wait_answer(early, [False, "tea", "Room not available"])
    owner = v3(rows, "owner", f"connection.maxParticipantsAllowed = 2; connection.open('tea', {CALLBACK});")
    wait_answer(owner, [True, "tea"])
    assert owner.value("connection.channel") == "*" and owner.value("connection.sessionid") == "tea"
    guest = v3(rows, "guest", f"connection.openOrJoin('tea', {CALLBACK});")
    wait_answer(guest, [True, "tea"])
    assert owner.value("connection.isInitiator") and not guest.value("connection.isInitiator")
    assert owner.wait_event("onUserStatusChanged", status="online")["userid"] == "guest"
    third = v3(rows, "third", f"connection.join('tea', {CALLBACK});")
    wait_answer(third, [False, "tea", "Room full"])
    assert guest.value("connection.getAllParticipants()") == ["owner"]


def test_v3_sockets_carry_custom_events(rows):
    pages = [
        v3(rows, name, "connection.setCustomSocketEvent('chat'); connection.getSocket(s => s.on('chat', m => (window.heard ??= []).push(m)));")
        for name in ("anna", "bob")
    ]
    for page in pages:
        wait_until(lambda: page.value("connection.socket?.connected"), 10, "the socket is connected")
    wait_until(
        lambda: pages[0].run("connection.socket.emit(connection.socketCustomEvent, {text: 'hi'}); return true;")
        and pages[1].value("window.heard?.length"),
        10, "the event arrives",
    )  # fmt: skip
    assert pages[1].value("window.heard[0]") == {"text": "hi"} and pages[0].value("window.heard") is None
    answers = pages[0].run("return new Promise(done => connection.socket.emit('check-presence', 'tea', (...a) => done(a)));")
    assert answers[:2] == [False, "tea"]
    assert pages[0].run("return new Promise(done => connection.socket.emit('is-valid-password', 'x', 'tea', (...a) => done(a[0])));") is False


def test_scalable_broadcast(rows):
    """R43 without media: who comes first broadcasts."""
    pages = [rows.open("broadcast-v3.html") for _ in range(3)]
    pages[0].run("join();")
    wait_until(lambda: pages[0].value("window.role") == "broadcaster", 10, "the first broadcasts")
    for page in pages[1:]:
        page.run("join();")
        wait_until(lambda: page.value("window.role") == "viewer", 10, "the others watch")
    wait_until(lambda: pages[0].value("window.viewers") == 2, 5, lambda: f"two are counted, not {pages[0].value('window.viewers')}")
    assert [page.value("connection.isInitiator") for page in pages] == [True, False, False]
    assert [page.value("connection.sessionid") for page in pages] == ["football"] * 3
    pages[1].close()
    wait_until(lambda: pages[0].value("window.viewers") == 1, 5, "one is left")


def test_pages_of_socket_io_meet(rows):
    """R10: everybody opens the page; the first opens the room, who comes next joins."""
    first = rows.open("auto-open-join.html")
    wait_until(lambda: first.value("connection.isInitiator"), 10, "the first opens")
    second = rows.open("auto-open-join.html")
    first.wait_event("onopen")
    second.wait_event("onopen")
    assert not second.value("connection.isInitiator")


def test_admin_and_guests_of_v16(rows):
    """R19 without media: one call at a time; who is refused rings again."""
    admin = rows.open("admin-guest-v16.html", query="#admin")
    guest = rows.open("admin-guest-v16.html", query="#guest")
    known = guest.wait_event("onAdmin")
    assert admin.wait_event("onGuest")["userid"] == guest.value("connection.userid")
    guest.run(f"connection.request('{known['userid']}');")
    admin.wait_event("onRequest")
    admin.run(f"connection.accept('{guest.value('connection.userid')}');")
    assert guest.wait_event("onstats") == "accepted"
    wait_until(lambda: guest.value("connection.numberOfConnectedUsers") == 1, 10, "they meet")

    second = rows.open("admin-guest-v16.html", query="#guest")
    second.wait_event("onAdmin")
    second.run(f"connection.request('{known['userid']}');")
    assert second.wait_event("onstats") == "busy"
    assert admin.count("onRequest") == 1
    guest.run("connection.drop();")
    wait_until(lambda: admin.count("onRequest") == 2, 15, "the second rings again")
