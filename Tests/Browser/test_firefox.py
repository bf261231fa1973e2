# SPDX-License-Identifier: Apache-2.0
"""Firefox publishes and plays, with the relay's own pages, against Chromium."""

from pages_of_the_relay import Studio, Watch


def test_chromium_plays_what_firefox_publishes(firefox, viewer_browser, relay, room):
    Studio(firefox, relay, room, "fox").wait_live()
    watching = Watch(viewer_browser, relay, room)
    watching.wait_picture("fox", variance=1)
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)


def test_firefox_plays_what_chromium_publishes(firefox, broadcaster_browser, relay, room):
    Studio(broadcaster_browser, relay, room, "alice").wait_live()
    watching = Watch(firefox, relay, room)
    watching.wait_picture("alice")
    watching.unmute()
    watching.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)


def test_firefox_sees_the_broadcaster_who_comes_back_in_the_same_session(
    firefox, broadcaster_browser, relay, room
):
    broadcaster = Studio(broadcaster_browser, relay, room, "alice").wait_live()
    watching = Watch(firefox, relay, room)
    watching.wait_picture("alice")
    broadcaster.reload()
    watching.page.wait_growth("video", "framesDecoded", by=20)
    assert watching.page.evaluate("() => recorder.locations.length") == 1
