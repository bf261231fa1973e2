# SPDX-License-Identifier: Apache-2.0
"""The relay's own pages in two Chromiums: a broadcaster's and a viewer's."""

import json
import re

import pytest

from http_client import request
from pages_of_the_relay import Studio, Watch
from waiting import wait_gone, wait_live, wait_until

REMEMBER = """(name) => {
    window.seen = document.querySelector(`[data-broadcast='${name}'] video`);
    window.track = seen.srcObject.getVideoTracks()[0];
}"""
IS_REMEMBERED = """(name) => {
    const video = document.querySelector(`[data-broadcast='${name}'] video`);
    return video === seen && video.srcObject.getVideoTracks()[0] === track;
}"""
IS_MUTED = "(name) => document.querySelector(`[data-broadcast='${name}'] video`).muted"


@pytest.fixture
def studio(broadcaster_browser, relay, room):
    return lambda name="alice", **query: Studio(broadcaster_browser, relay, room, name, **query).wait_live()


@pytest.fixture
def watch(viewer_browser, relay, room):
    return lambda: Watch(viewer_browser, relay, room)


def test_a_broadcast_is_seen_and_heard(studio, watch):
    studio()
    watching = watch()
    watching.wait_picture("alice")
    assert watching.page.total("audio", "totalAudioEnergy") == 0, "a watch page begins muted"
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)
    assert watching.page.evaluate(IS_MUTED, "alice") is False
    assert watching.page.evaluate("() => Object.keys(longwave.players)") == ["alice"]


def test_a_viewer_who_came_first_sees_the_broadcast_begin(studio, watch):
    watching = watch()
    studio()
    watching.wait_picture("alice")


def test_a_second_broadcaster_appears_beside_the_first(studio, watch):
    studio("alice")
    watching = watch()
    watching.wait_picture("alice")
    studio("bob")
    watching.wait_picture("bob")
    watching.wait_picture("alice")
    assert watching.page.evaluate("() => document.querySelectorAll('[data-broadcast]').length") == 2


def test_a_broadcasters_reload_brings_the_same_video_back_without_a_new_connection(studio, watch):
    broadcaster = studio()
    watching = watch()
    watching.wait_picture("alice")
    page = watching.page
    page.evaluate(REMEMBER, "alice")
    before = page.peers()

    broadcaster.reload()
    page.wait_growth("video", "framesDecoded", by=20)
    watching.wait_picture("alice")

    after = page.peers()
    identity = [(peer["index"], peer["localUfrag"], peer["remoteUfrag"]) for peer in before]
    assert [(peer["index"], peer["localUfrag"], peer["remoteUfrag"]) for peer in after] == identity
    assert page.evaluate("() => recorder.locations.length") == 1, "one session from first to last"
    assert page.evaluate(IS_REMEMBERED, "alice"), "the same element shows the same track"
    ssrcs = [stream["ssrc"] for peer in before for stream in peer["inbound"]]
    assert [stream["ssrc"] for peer in after for stream in peer["inbound"]] == ssrcs


def test_a_watch_page_whose_session_was_deleted_comes_back_by_itself(studio, watch):
    studio()
    watching = watch()
    watching.wait_picture("alice")
    [session] = watching.page.evaluate("() => recorder.locations")
    assert request("DELETE", session).status == 200
    watching.page.wait_for("() => recorder.locations.length === 2", 20, "the page opens another session")
    watching.wait_picture("alice")


def test_both_pages_come_back_after_the_relay_restarted(new_relay, broadcaster_browser, viewer_browser, room):
    relay = new_relay().start()
    broadcaster = Studio(broadcaster_browser, relay, room, "alice").wait_live()
    watching = Watch(viewer_browser, relay, room)
    watching.wait_picture("alice")
    relay.stop()
    wait_until(
        lambda: broadcaster.state == "reconnecting", 20, lambda: f"the studio notices, is {broadcaster.state}"
    )
    wait_until(
        lambda: watching.state("alice") in ("reconnecting", "waiting"),
        20,
        lambda: f"the watch page notices, is {watching.state('alice')}",
    )
    relay.start()
    broadcaster.wait_live(30)
    watching.wait_picture("alice", timeout=30)


def test_a_newer_studio_takes_the_name_over_and_the_older_one_ends(studio, watch):
    older = studio()
    watching = watch()
    watching.wait_picture("alice")
    newer = studio()
    wait_until(lambda: older.state == "ended", 10, lambda: f"the older studio ends, is {older.state}")
    watching.wait_picture("alice")
    assert newer.state == "live"
    assert watching.page.evaluate("() => recorder.locations.length") == 1


def test_a_studio_that_stops_leaves_the_room(studio, relay, room):
    broadcaster = studio()
    wait_live(relay, room, "alice")
    broadcaster.page.close()
    wait_gone(relay, room, "alice", timeout=30)


def test_a_watch_page_plays_in_another_sites_iframe(studio, viewer_browser, static_server, relay, room):
    studio()
    Watch.embedded(viewer_browser, static_server, relay, room, "alice").wait_picture("alice")


def test_the_studio_shows_what_it_sends(studio, watch):
    broadcaster = studio()
    watch().wait_picture("alice")
    wait_until(lambda: broadcaster.figure("viewers") == "1", 15, lambda: broadcaster.figure("viewers"))
    for name in ("bitrate", "framesPerSecond"):
        wait_until(lambda: leading_number(broadcaster.figure(name)) > 0, 15, lambda: broadcaster.figure(name))
    assert re.fullmatch(r"(VP8|VP9|H264|AV1) \+ opus", broadcaster.figure("codec").strip())
    width, height = map(int, re.findall(r"\d+", broadcaster.figure("picture"))[:2])
    assert height <= 360 and width > height


def leading_number(text):
    found = re.match(r"[\d.]+", text.replace(",", "").strip())
    return float(found[0]) if found else 0


def test_the_page_of_a_room_follows_its_programme(studio, watch, relay, room):
    """While there is one it is all that is seen; then everybody is again."""
    for name in ("alice", "bob"):
        studio(name)
    wait_live(relay, room, "alice", "bob")
    tiles = "() => [...document.querySelectorAll('.tile')].map((tile) => tile.dataset.broadcast).sort()"
    watching = watch()
    watching.wait_picture("alice")
    path = relay.url(f"/v1/rooms/{room}/programme")
    for name in ("bob", "alice"):
        body = json.dumps({"broadcast": name}).encode()
        assert request("PUT", path, body, {"Content-Type": "application/json"}).status == 200
        wait_until(lambda: watching.page.evaluate(tiles) == ["programme"], 15, lambda: watching.page.evaluate(tiles))
        watching.wait_picture("programme")
        assert relay.get(f"/v1/rooms/{room}").json["programme"]["onAir"] == name
    assert request("DELETE", path).status == 200
    wait_until(lambda: watching.page.evaluate(tiles) == ["alice", "bob"], 15, lambda: watching.page.evaluate(tiles))
    watching.wait_picture("bob")
