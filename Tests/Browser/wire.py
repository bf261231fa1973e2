# SPDX-License-Identifier: Apache-2.0
"""What a server sends over TCP, as it is on the wire of loopback."""

import contextlib
import os
import socket
import struct
import threading

import pytest

_IPV4 = 0x0800
_TCP = 6
_LONGEST = 1 << 17


class Wire:
    """The bytes that left a port, by the port that they went to; loopback loses none and keeps their order."""

    def __init__(self, port):
        self._port = port
        self._received = {}
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_IPV4))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._socket.settimeout(0.2)
        self._socket.bind(("lo", _IPV4))
        self._running = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def received(self):
        """What each of the other ends has got so far."""
        return {port: bytes(octets) for port, octets in self._received.copy().items()}

    def stop(self):
        self._running = False
        self._thread.join()
        self._socket.close()

    def _read(self):
        while self._running:
            with contextlib.suppress(TimeoutError):
                packet, (_, _, direction, *_) = self._socket.recvfrom(_LONGEST)
                # Each packet passes loopback twice: out of it, and into it.
                if direction != socket.PACKET_OUTGOING and packet[9] == _TCP:
                    self._take(packet)

    def _take(self, packet):
        segment = packet[4 * (packet[0] & 15) :]
        source, destination = struct.unpack("!HH", segment[:4])
        if source == self._port:
            self._received.setdefault(destination, bytearray()).extend(segment[4 * (segment[12] >> 4) :])


@contextlib.contextmanager
def tapped(port):
    """Within it a `Wire` listens."""
    if os.geteuid() != 0:
        pytest.skip("needs root")
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.stop()
