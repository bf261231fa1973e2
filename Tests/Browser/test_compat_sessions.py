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


# How often, when what comes once has come, and by which part memory may differ from then on.
CYCLES, WARM, TOLERANCE = 20, 10, 0.1
# The same of what a browser holds for a page beside its script: a session that is kept is 70 KB a cycle, two thirds in all.
BROWSERS_OWN = 0.4

# Counts what the page is told instead of keeping it, and forgets peer connections: the bench itself must not grow.
COUNTING = """
    window.told = {};
    bench.log.push = ({ name, details: [detail] }) => {
        const kind = ["onstream", "onstreamended"].includes(name) ? `${name} ${detail.type}` : name;
        told[kind] = (told[kind] || 0) + 1;
    };
    recorder.peers.push = () => 0;
    window.hears = async (name, count) => {
        for (const end = performance.now() + 15000; (told[name] || 0) < count; ) {
            if (performance.now() > end) throw new Error(`${name} is missing: ${JSON.stringify(told)}`);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    };
"""

# What camera and microphone give at the moment.
TRACKS = "window.tracks = Object.values(connection.localStreams).flatMap((stream) => stream.getTracks());"
LIGHTS = "return tracks.map(({readyState}) => readyState);"


def person(rows, name):
    """A page with a camera and one connection in a channel that it shares."""
    page = rows.open("link.html", COUNTING)
    page.evaluate(f"() => {{ new RTCMultiConnection('rooms').userid = '{name}'; }}")
    return page


def cycle(owner, guest, number):
    """Open, join, leave, join again, close; in two rooms in turn. Calls are few: the driver keeps what each has returned."""
    room = ("red", "blue")[number % 2]
    out = ["ended", "ended"]
    owner.run(f"connection.open('{room}'); await hears('onstream local', {number}); {TRACKS}")
    for times in (2 * number - 1, 2 * number):
        guest.run(f"connection.join({{sessionid: '{room}', userid: 'owner'}}); await hears('onstream remote', {times}); {TRACKS}")
        owner.run(f"await hears('onstream remote', {times});")
        if times < 2 * number:
            assert guest.run(f"connection.leave(); {LIGHTS}") == out
            owner.run(f"await hears('onleave', {number}); await hears('onstreamended remote', {times});")
    assert owner.run(f"connection.close(); {LIGHTS}") == out
    assert guest.run(f"await hears('onSessionClosed', {number}); {LIGHTS}") == out


def test_again_and_again_with_media(rows):
    """R20: each cycle tells each thing once, the lights go out, and nothing grows."""
    owner, guest = person(rows, "owner"), person(rows, "guest")

    def memory():
        """Of both pages what their scripts and the browser hold for them, and of the relay what it has; in bytes."""
        return [*owner.page.memory(), *guest.page.memory(), rows.relay.memory]

    def is_flat():
        # What the browser holds beside varies by a fifth from one collection to the next.
        bounds = [TOLERANCE, BROWSERS_OWN, TOLERANCE, BROWSERS_OWN, TOLERANCE]
        return all(abs(now - then) <= bound * then for now, then, bound in zip(memory(), warm, bounds, strict=True))

    for number in range(1, CYCLES + 1):
        cycle(owner, guest, number)
        if number == WARM:
            time.sleep(1)
            warm = memory()
    wait_until(is_flat, 10, lambda: f"from {warm} to {memory()} after {CYCLES - WARM} cycles more", interval=1)
    streams = {"onstream remote": 2 * CYCLES, "onstreamended remote": 2 * CYCLES, "onleave": CYCLES}
    for page, own in ((owner, CYCLES), (guest, 2 * CYCLES)):
        expected = {**streams, "onstream local": own, "onstreamended local": own}
        told = page.evaluate("() => told")
        assert {name: told[name] for name in expected} == expected
