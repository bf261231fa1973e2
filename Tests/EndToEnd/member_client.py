# SPDX-License-Identifier: Apache-2.0
"""A client of the members' protocol (docs/protocol.md, "Rooms and members"): it answers pings and keeps events."""

import contextlib
import itertools
import json
import struct
import threading

import websocket

from waiting import wait_until


# Messages with a type that are no events: not counted.
UNCOUNTED = {"error", "latest", "file.wanted"}


class MemberClient:
    def __init__(self, relay, channel, userid, sockopt=(), **hello):
        self.events = []
        self.sent_bytes = 0  # of binary messages
        self.close_code = None
        self.seen = 0  # events, as both sides count them
        self._replies = {}
        self._ids = itertools.count(1)
        self._arrived = threading.Condition()
        url = relay.url("/v1/socket").replace("http", "ws", 1)
        self._socket = websocket.create_connection(
            url, timeout=20, subprotocols=["longwave.v1"], sockopt=sockopt
        )
        threading.Thread(target=self._read, daemon=True).start()
        self.welcome = self.request("hello", proto=[1], channel=channel, userid=userid, **hello)
        self.seen = max(self.seen, self.welcome.get("n", 0))

    def send(self, **message):
        self._socket.send(json.dumps(message))

    def send_text(self, text):
        self._socket.send(text)

    def send_binary(self, kind, header, payload):
        """Sends bytes behind the head that says what they are."""
        head = json.dumps(header).encode()
        message = struct.pack("!BBH", kind, 0, len(head)) + head + payload
        self.sent_bytes += len(message)
        self._socket.send_binary(message)

    def request(self, kind, /, **fields):
        """Sends a request and gives its reply, good or bad."""
        number = next(self._ids)
        self.send(t=kind, id=number, **fields)
        with self._arrived:
            assert self._arrived.wait_for(lambda: number in self._replies, 10), f"{kind} is answered"
            return self._replies.pop(number)

    def of(self, kind):
        """The events of a kind so far."""
        with self._arrived:
            return [event for event in self.events if event["t"] == kind]

    def wait_event(self, kind, /, **fields):
        """The first event of a kind with these fields."""

        def found():
            return next((e for e in self.of(kind) if fields.items() <= e.items()), None)

        return wait_until(found, 10, lambda: f"{kind} {fields} comes; came: {self.events}")

    def lose(self):
        """Loses the socket as a dead network does, without a goodbye."""
        self._socket.shutdown()

    def wait_closed(self, code):
        wait_until(lambda: self.close_code is not None, 10, "the relay closes the socket")
        assert self.close_code == code

    def close(self):
        """Leaves, unless the relay has closed the socket."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self.send(t="bye")
        self._socket.shutdown()

    def _read(self):
        try:
            while True:
                opcode, data = self._socket.recv_data(control_frame=True)
                if opcode == websocket.ABNF.OPCODE_CLOSE:
                    self.close_code = struct.unpack("!H", data[:2])[0] if data else 1005
                    return
                if opcode == websocket.ABNF.OPCODE_TEXT:
                    self._take(json.loads(data))
                elif opcode == websocket.ABNF.OPCODE_BINARY:
                    kind, _, length = struct.unpack("!BBH", data[:4])
                    self.took_binary(kind, json.loads(data[4 : 4 + length]), data[4 + length :])
                self.took(len(data))
        except (OSError, websocket.WebSocketException):
            pass

    def _take(self, message):
        if message.get("t") == "ping":
            self.send(t="pong", n=message["n"])
            return
        with self._arrived:
            if "re" in message:
                self._replies[message["re"]] = message
            else:
                self.events.append(message)
                if message.get("t") not in UNCOUNTED:
                    self.seen += 1
            self._arrived.notify_all()
        self.took_message(message)

    def took_message(self, message):
        """For subclasses: a message that is no ping came."""

    def took_binary(self, kind, header, payload):
        """For subclasses: a binary message came."""

    def took(self, count):
        """For subclasses: that many bytes came; the next are read when this returns."""
