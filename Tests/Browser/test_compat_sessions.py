# SPDX-License-Identifier: Apache-2.0
"""R27 with media: a moderator who leaves, one who closes, one who loads the page again."""

import time

from waiting import stays, wait_until

GONE = "() => bench.media().length === 0"


def session(rows, count):
    owner = rows.open("session-management.html")
    pages = [owner, *[rows.open("session-management.html") for _ in range(count - 1)]]
    owner.click("#share-audio-video")
    for page in pages:
        page.wait_playing(count, timeout=30)
    return pages


def test_leave_goes_on_and_close_ends(rows):
    owner, anna, bob = session(rows, 3)
    started = [page.events("onstream") for page in (anna, bob)]
    [own] = owner.streams("local")
    owner.click("#leave-conference")
    for page in (anna, bob):
        page.wait_event("onstreamended", streamid=own)
        page.wait_event("onShiftedModerationControl")
        page.wait_playing(2)
    wait_until(lambda: [page.value("connection.isInitiator") for page in (anna, bob)].count(True) == 1, 5, "one moderates")
    assert [page.events("onstream") for page in (anna, bob)] == started, "media goes on as it was"
    assert not anna.count("onSessionClosed") and not bob.count("onSessionClosed")
    assert owner.evaluate(GONE)
    stays(lambda: not owner.streams(), 3, "who left stays out")

    dora = rows.open("session-management.html")
    dora.wait_playing(3, timeout=20)
    moderator = anna if anna.value("connection.isInitiator") else bob
    others = [page for page in (anna, bob, dora) if page is not moderator]
    moderator.click("#close-conference")
    for page in others:
        page.wait_event("onSessionClosed", isSessionClosed=True)
        assert page.count("onSessionClosed") == 1
        wait_until(lambda: page.evaluate(GONE), 5, "all elements are gone")
    for page in (owner, *others):
        wait_until(lambda: page.value("Object.keys(connection.sessionDescriptions)") == [], 5, "it isn't listed any more")


def test_a_moderator_who_loads_the_page_again(rows):
    moderator = rows.open("readme-moderator.html")
    moderator.wait_playing(1)
    guest = rows.open("readme-participant.html")
    for page in (moderator, guest):
        page.wait_playing(2)
    moderator.reload()
    moderator.wait_playing(2, timeout=20)
    guest.wait_playing(2, timeout=20)
    assert moderator.value("connection.isInitiator") and "room-already-open" not in moderator.states()
    assert not guest.count("onleave") and not guest.count("onShiftedModerationControl") and not guest.count("onSessionClosed")


def test_again_and_again_with_media(rows):
    """R20: each cycle once, and the camera's light goes out."""
    owner = rows.open("readme-moderator.html")
    owner.wait_playing(1)
    guest = rows.open("readme-participant.html")
    guest.wait_playing(2)
    description = "{sessionid: 'XYZ', userid: 'JKL', extra: {}, session: {audio: true, video: true}}"
    for cycle in range(1, 6):
        local = guest.run("window.last = Object.values(connection.streams).find(({type}) => type === 'local').stream; return window.last.active;")
        assert local
        guest.run("connection.leave();")
        assert guest.value("window.last.active") is False and guest.evaluate(GONE)
        owner.wait_event("onleave", count=cycle)
        time.sleep(0.2)
        assert owner.count("onleave") == cycle and owner.count("onstreamended") == cycle
        guest.run(f"connection.join({description});")
        guest.wait_playing(2)
        owner.wait_playing(2)
        assert guest.count("onstream") == 2 * (cycle + 1) and guest.count("onstreamended") == 2 * cycle
