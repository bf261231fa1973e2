# SPDX-License-Identifier: Apache-2.0
"""A client of the members' protocol (docs/protocol.md, "Rooms and members"): it answers pings and keeps events."""

import itertools
import json
import struct
import threading

import websocket

from waiting import wait_until


class MemberClient:
    def __init__(self, relay, channel, userid, **hello):
        self.events = []
        self.close_code = None
        self.seen = 0  # events, as both sides count them
        self._replies = {}
        self._ids = itertools.count(1)
        self._arrived = threading.Condition()
        url = relay.url("/v1/socket").replace("http", "ws", 1)
        self._socket = websocket.create_connection(url, timeout=20, subprotocols=["longwave.v1"])
        threading.Thread(target=self._read, daemon=True).start()
        self.welcome = self.request("hello", proto=[1], channel=channel, userid=userid, **hello)
        self.seen = max(self.seen, self.welcome.get("n", 0))

    def send(self, **message):
        self._socket.send(json.dumps(message))

    def send_text(self, text):
        self._socket.send(text)

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
                if message.get("t") != "error":
                    self.seen += 1
            self._arrived.notify_all()
