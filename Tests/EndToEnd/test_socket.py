# SPDX-License-Identifier: Apache-2.0
"""The WebSocket beside HTTP, below its messages: handshake, frames, close codes, bounds, the end."""

import os
import socket
import struct
import time

import pytest
import websocket

from http_client import request
from waiting import wait_until

PATH = "/v1/socket"
SUBPROTOCOL = "longwave.v1"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def frame(opcode, payload=b"", final=True, reserved=0, masked=True, length=None):
    """A client's frame, broken where it is told to be."""
    length = len(payload) if length is None else length
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    mask = 0x80 if masked else 0
    if length < 126:
        head += bytes([mask | length])
    elif length < 65_536:
        head += bytes([mask | 126]) + struct.pack("!H", length)
    else:
        head += bytes([mask | 127]) + struct.pack("!Q", length)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))


@pytest.fixture
def connect():
    """Opens WebSockets to a relay; they are closed with the test."""
    made = []

    def open_socket(relay, **options):
        url = relay.url(PATH).replace("http", "ws", 1)
        opened = websocket.create_connection(url, timeout=10, **{"subprotocols": [SUBPROTOCOL], **options})
        made.append(opened)
        return opened

    yield open_socket
    for opened in made:
        opened.shutdown()


def answers(client):
    """Whether the relay answers a ping on it."""
    client.ping(b"there?")
    while True:
        opcode, data = client.recv_data(control_frame=True)
        if opcode == PONG:
            return data == b"there?"
        assert opcode in (TEXT, BINARY), (opcode, data)


def close_code(client):
    """The code of the close frame that ends the connection."""
    while True:
        opcode, data = client.recv_data(control_frame=True)
        if opcode == CLOSE:
            return struct.unpack("!H", data[:2])[0] if data else None


def has_ended(client):
    """Whether the relay has; this client answers the answer to its close frame, which may meet a reset."""
    try:
        return client.sock.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("subprotocols", [[SUBPROTOCOL], ["other", SUBPROTOCOL], []], ids=str)
def test_a_handshake_a_ping_and_a_goodbye(relay, connect, subprotocols):
    client = connect(relay, subprotocols=subprotocols, origin="https://elsewhere.example")
    assert client.subprotocol == (SUBPROTOCOL.lower() if subprotocols else None)
    assert answers(client)
    client.send_close(1000, b"bye")
    assert close_code(client) == 1000
    assert has_ended(client), "the relay ends the connection"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({name: None for name in HANDSHAKE}, 426),
        ({"Sec-WebSocket-Version": "8"}, 426),
        ({"Connection": "keep-alive"}, 426),
        ({"Upgrade": "h2c"}, 426),
        ({"Sec-WebSocket-Key": "short"}, 400),
        ({"Sec-WebSocket-Protocol": "longwave.v0"}, 400),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else None,
)
def test_what_is_no_handshake_gets_a_problem(relay, changes, status):
    fields = {name: value for name, value in {**HANDSHAKE, **changes}.items() if value is not None}
    answer = request("GET", relay.url(PATH), headers=fields)
    assert answer.status == status, answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    if status == 426:
        assert answer.headers["Sec-WebSocket-Version"] == "13"


@pytest.mark.parametrize("upgrade", ["h2c", "TLS/1.0", "websocket"])
def test_other_paths_answer_whoever_asks_for_another_protocol(relay, upgrade):
    fields = {**HANDSHAKE, "Upgrade": upgrade}
    assert request("GET", relay.url("/healthz"), headers=fields).status == 200


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (frame(TEXT, b"{}", masked=False), 1002),
        (frame(TEXT, b"{}", reserved=0x40), 1002),
        (frame(5), 1002),
        (frame(0, b"more"), 1002),
        (frame(TEXT, b"{", final=False) + frame(TEXT, b"}"), 1002),
        (frame(PING, bytes(126)), 1002),
        (frame(PING, b"", final=False), 1002),
        (frame(CLOSE, b"\x03"), 1002),
        (frame(CLOSE, struct.pack("!H", 1006)), 1002),
        (frame(TEXT, b"\xff"), 1007),
        (frame(BINARY, b"", length=768 * 1024 + 1), 1009),
        (frame(BINARY, bytes(500_000), final=False) + frame(0, bytes(300_000)), 1009),
        (frame(PING) * 10_000, 4429),
    ],
    ids=[
        "not masked", "a reserved bit", "opcode 5", "a stray continuation", "a message within another", "a long ping",
        "a fragmented ping", "half a code", "code 1006", "no UTF-8", "a huge frame", "huge in pieces", "a flood",
    ],
)  # fmt: skip
def test_what_breaks_the_rules_is_told_by_its_code(relay, connect, frames, code):
    client = connect(relay)
    bystander = connect(relay)
    client.sock.sendall(frames)
    assert close_code(client) == code
    assert answers(bystander)


def test_fragments_let_a_ping_by(relay, connect):
    client = connect(relay)
    client.sock.sendall(frame(BINARY, bytes(10), final=False) + frame(PING, b"there?"))
    assert client.recv_data(control_frame=True) == (PONG, b"there?")


def test_SIGTERM_says_goodbye_to_sockets_and_waits_for_no_silent_connection(new_relay, connect):
    relay = new_relay().start()
    polite = connect(relay)
    connect(relay)
    with socket.create_connection(("127.0.0.1", relay.port), timeout=10) as silent:
        started = time.monotonic()
        os.kill(relay.pid, 15)
        assert close_code(polite) == 1001
        assert silent.recv(1) == b""
        wait_until(lambda: not relay.running, 10, "the relay has ended")
    assert relay.exit_code == 0, relay.log()
    assert time.monotonic() - started < 8


def test_sockets_leave_nothing_behind(relay, connect):
    files = relay.open_files
    for _ in range(3):
        opened = [connect(relay) for _ in range(50)]
        assert all(answers(client) for client in opened)
        for number, client in enumerate(opened):
            if number % 2:
                client.send_close(1000)
            client.shutdown()
    wait_until(lambda: relay.open_files <= files, 10, lambda: f"{files} files, are {relay.open_files}")
