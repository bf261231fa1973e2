# SPDX-License-Identifier: Apache-2.0
"""What an operator reads while somebody broadcasts and somebody watches."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from member_client import MemberClient
from patterns import PictureTrack, ToneTrack
from waiting import wait_live, wait_until

SAMPLE = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
    r'(?:\{(?P<labels>(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})?'
    r" (?P<value>[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf|NaN))$",
    re.IGNORECASE,
)


def test_rooms_list_the_broadcast_its_tracks_and_its_viewers(publisher, viewer, relay, room):
    publisher([ToneTrack(440), PictureTrack((60, 180, 60))]).start().wait_connected()
    wait_live(relay, room, "studio")
    viewer().start().wait_connected().wait_video(40)

    names = [entry["name"] for entry in relay.get("/v1/rooms").json["rooms"]]
    assert room in names
    wait_until(lambda: relay.broadcast(room, "studio")["viewers"] == 1, 5, "one viewer is listed")
    tracks = {track["kind"]: track for track in relay.broadcast(room, "studio")["tracks"]}
    assert tracks["audio"]["codec"].lower() == "opus" and tracks["video"]["codec"] == "VP8"
    wait_until(
        lambda: all(track["bitrate"] > 5_000 for track in relay.broadcast(room, "studio")["tracks"]),
        10,
        lambda: f"bitrates are measured: {relay.broadcast(room, 'studio')}",
    )


def test_rooms_forget_whoever_left(publisher, relay, room):
    session = publisher([ToneTrack(440)]).start().wait_connected()
    wait_live(relay, room, "studio")
    session.close()
    wait_until(lambda: relay.room(room) is None, 10, lambda: f"the room is gone: {relay.room(room)}")


def test_metrics_are_prometheus_text_and_count_the_media(publisher, viewer, relay, room):
    publisher([PictureTrack((60, 180, 60))]).start().wait_connected()
    wait_live(relay, room, "studio")
    viewer(kinds=["video"]).start().wait_connected().wait_video(20)

    answer = relay.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    names = set()
    for line in answer.text.splitlines():
        if line and not line.startswith("#"):
            sample = SAMPLE.match(line)
            assert sample, f"not a Prometheus sample: {line}"
            names.add(sample["name"])
    assert {"longwave_http_requests_total", "longwave_sessions_opened_total"} <= names
    assert room not in answer.text, "labels come from closed sets"


def test_members_are_counted_by_whether_they_are_there(new_relay):
    relay = new_relay().start()

    def gauges():
        return dict(re.findall(r"^longwave_(member\S+) (\d+)$", relay.get("/metrics").text, re.MULTILINE))

    owner, guest = (MemberClient(relay, "counted", name) for name in ("owner", "guest"))
    assert owner.request("room.open", sessionid="room")["ok"] and guest.request("room.join", sessionid="room")["ok"]
    assert gauges() == {"member_rooms": "1", 'members{state="online"}': "2", 'members{state="away"}': "0"}
    guest.lose()
    wait_until(lambda: gauges()['members{state="away"}'] == "1", 15, gauges)
    owner.request("room.close")
    wait_until(lambda: set(gauges().values()) == {"0"}, 5, gauges)
    owner.close()


def test_health_and_readiness(relay):
    assert relay.get("/healthz").status == 200
    assert relay.get("/readyz").status == 200


def test_media_goes_before_what_is_signalled(relay):
    """The workers' threads are put before the others where the system lets them, and are served in short slices."""
    tasks = [task for task in Path(f"/proc/{relay.pid}/task").iterdir()]
    niceness = {}
    for task in tasks:
        name = task.joinpath("comm").read_text().strip()
        niceness.setdefault(name.split("-")[0], []).append(os.getpriority(os.PRIO_PROCESS, int(task.name)))
    assert len(niceness["worker"]) == relay.WORKERS
    if subprocess.run(["nice", "-n", "-1", "true"], stderr=subprocess.PIPE, check=True).stderr:
        pytest.skip("may not raise anybody's priority")
    assert max(niceness["worker"]) < min(niceness["NIO"]), niceness
