# SPDX-License-Identifier: Apache-2.0
"""Whatever comes from outside, the relay goes on; what it has no room for, it refuses with a reason."""

import json
import random
import socket
from urllib.parse import urlsplit

import pytest

from http_client import request
from patterns import PictureTrack
from waiting import wait_gone, wait_live, wait_until
from whip_client import Publisher

SEED = 20_261_123
FIRST_BYTES = [0, 1, 2, 3, 20, 21, 22, 23, 63, 64, 79, 127, 128, 129, 144, 191, 192, 255]  # RFC 7983 §7


def garbage(count):
    """Datagrams that begin like STUN, DTLS, RTP and RTCP and go on at random."""
    chance = random.Random(SEED)
    for _ in range(count):
        length = chance.choice([0, 1, 2, 4, 8, 12, 19, 20, 28, 60, 200, 1200, 1500, 4000])
        datagram = bytearray(chance.randbytes(length))
        if datagram:
            datagram[0] = chance.choice(FIRST_BYTES)
        if length >= 20 and chance.random() < 0.3:
            datagram[:8] = b"\x00\x01" + (length - 20).to_bytes(2, "big") + b"\x21\x12\xa4\x42"
        yield bytes(datagram)


def test_random_datagrams_change_nothing(publisher, viewer, relay, room):
    session = publisher([PictureTrack((40, 60, 200))]).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = viewer(kinds=["video"]).start().wait_connected()
    watching.wait_video(10)
    targets = [made.answer.candidates[0] for made in (session, watching)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number, datagram in enumerate(garbage(4_000)):
            stranger.sendto(datagram, ("127.0.0.1", targets[number % 2].port))
    watching.wait_video(30)
    assert relay.is_live(room, "studio")


@pytest.mark.parametrize("path", ["/whip/{}/studio", "/whep/{}/studio", "/whip/{}", "/whep/{}"])
def test_random_bodies_are_refused(relay, room, path):
    chance = random.Random(SEED)
    for _ in range(50):
        body = chance.randbytes(chance.choice([0, 1, 100, 5_000]))
        answer = request("POST", relay.url(path.format(room)), body, {"Content-Type": "application/sdp"})
        assert 400 <= answer.status < 500, answer
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert len(answer.body) <= 2_048


def test_mangled_offers_are_refused_or_answered_but_never_fatal(publisher, relay, room):
    chance = random.Random(SEED)
    session = publisher([PictureTrack((40, 60, 200))])
    lines = session.make_offer().split("\r\n")
    for _ in range(150):
        mangled = list(lines)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(mangled))
            mangled[place] = chance.choice(
                [
                    lambda line: "",
                    lambda line: line[: len(line) // 2],
                    lambda line: line.replace("1", "4294967296"),
                    lambda line: line + " " + line,
                    lambda line: line.replace(":", "::"),
                ]
            )(mangled[place])
        body = "\r\n".join(mangled).encode()
        answer = request(
            "POST", relay.url(f"/whip/{room}/mangled"), body, {"Content-Type": "application/sdp"}
        )
        assert answer.status == 201 or 400 <= answer.status < 500, answer
        if answer.status == 201:
            relay.delete(answer.headers["Location"])


def test_a_full_port_range_is_a_503_and_passes(new_relay, runner):
    relay = new_relay(own_ports=4).start()
    made, refused = [], None
    while refused is None:
        assert len(made) <= 4, "more sessions than ports"
        session = Publisher(runner, relay.url(f"/whip/full/{len(made)}"), [PictureTrack((40, 60, 200))])
        try:
            made.append(session.start().wait_connected())
        except AssertionError:
            refused = session.response
            session.abandon()
    assert refused.status == 503, refused
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "port" in refused.text
    wait_live(relay, "full", "0")

    made[0].close()
    wait_gone(relay, "full", "0")
    again = Publisher(runner, relay.url("/whip/full/again"), [PictureTrack((40, 60, 200))])
    again.start().wait_connected()
    for session in [again, *made[1:]]:
        session.close()


def test_sessions_leave_nothing_behind(new_relay, runner):
    relay = new_relay().start()

    def come_and_go():
        sessions = [
            Publisher(runner, relay.url(f"/whip/room/{n}"), [PictureTrack((40, 60, 200))]).start()
            for n in range(4)
        ]
        for session in sessions:
            session.wait_connected()
        for session in sessions:
            session.close()
        wait_until(lambda: relay.get("/v1/rooms").json["rooms"] == [], 10, "the relay is empty")

    come_and_go()
    files, threads = relay.open_files, relay.threads
    for _ in range(3):
        come_and_go()
    wait_until(lambda: relay.open_files <= files, 5, lambda: f"{files} files, are {relay.open_files}")
    assert relay.threads <= threads


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
        b"POST /whip/x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE\r\n\r\n",
    ],
    ids=["TLS", "raw bytes", "many fields", "a long field", "a negative length", "after a good request"],
)
def test_what_is_no_http_is_refused_like_all_else(relay, sent):
    address = urlsplit(relay.url("/"))
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer[answer.rindex(b"HTTP/1.1 ") :].partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 "), answer
    assert b"application/problem+json" in head, answer
    assert json.loads(body)["type"] == "urn:longwave:error:unreadable"


def test_a_client_that_waits_for_100_is_told_at_once(relay):
    address = urlsplit(relay.url("/"))
    head = b"POST /whip/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nContent-Length: 3\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert connection.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"v=1")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 400 ")


def test_more_connections_than_may_be_are_told_so(new_relay):
    relay = new_relay("--max-connections", 5).start()
    address = urlsplit(relay.url("/"))
    idle = []
    try:
        for _ in range(5):
            connection = socket.create_connection((address.hostname, address.port), timeout=10)
            # A first request, so that the connection is surely counted.
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
            idle.append(connection)
        for _ in range(3):
            answer = request("POST", relay.url("/whip/x"), b"v=0", {"Content-Type": "application/sdp"})
            assert answer.status == 503 and answer.headers["Retry-After"], answer
            assert answer.json["type"] == "urn:longwave:error:exhausted"
        assert request("GET", relay.url("/healthz")).status == 200
    finally:
        for connection in idle:
            connection.close()
    wait_until(lambda: request("GET", relay.url("/v1/rooms")).status == 200, 10, "connections are served again")
    assert relay.log().count("connections are refused") == 1
