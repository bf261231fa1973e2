# SPDX-License-Identifier: Apache-2.0
"""Waiting for a condition with a deadline: the only way in which these tests let time pass."""

import time


def wait_until(probe, timeout, what, interval=0.1):
    """Calls `probe` until it returns something but None or False, and returns that; fails after `timeout` s.

    `what` may be a function: it is called when time is up, to say what was seen last.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = probe()
        if value is not None and value is not False:
            return value
        if time.monotonic() >= deadline:
            told = what() if callable(what) else what
            raise AssertionError(f"not within {timeout:g} s: {told} (last seen: {value!r})")
        time.sleep(interval)


def wait_live(relay, room, *names, timeout=15):
    """Waits until the room's list calls each of the broadcasts live."""
    for name in names:
        wait_until(lambda name=name: relay.is_live(room, name), timeout, f"{name} is live")


def wait_gone(relay, room, *names, timeout=10):
    """Waits until the room's list calls none of the broadcasts live."""
    for name in names:
        wait_until(lambda name=name: not relay.is_live(room, name), timeout, f"{name} is gone")


def stays(probe, duration, what, interval=0.25):
    """Fails with `what` as soon as `probe` returns something false within `duration` seconds."""
    started = time.monotonic()
    while (elapsed := time.monotonic() - started) < duration:
        value = probe()
        assert value, f"ended after {elapsed:.1f} of {duration:g} s: {what} (last seen: {value!r})"
        time.sleep(interval)
