# SPDX-License-Identifier: Apache-2.0
"""longwave-load's clients against a relay: who is counted, not how fast it was."""

import pytest

from load_generator import LoadGenerator


@pytest.fixture
def generator(relay, tmp_path, attachments):
    """Starts longwave-load against the relay; it is ended with the test."""
    started = []

    def start(command, *arguments, **options):
        made = LoadGenerator(relay, tmp_path, command, *arguments, **options)
        started.append(made)
        attachments[f"longwave-load {len(started)}"] = made.output
        return made

    yield start
    for made in started:
        made.stop()


@pytest.mark.parametrize("role", [[], ["--participants"]], ids=["viewers", "participants"])
def test_every_client_joins_and_hears_every_message(generator, role):
    clients, messages = 100, 4
    run = generator(
        "signalling", "--clients", clients, "--rate", 100, "--hold", 1, "--messages", messages, "--interval", 200, *role
    )
    assert run.wait() == 0, run.output()
    report = run.report
    assert report["clients"] == {"asked": clients, "joined": clients, "lost": 0, "misunderstood": 0, "refused": {}}
    assert [one["reached"] for one in report["fanOut"]["rounds"]] == [clients - 1] * messages
    assert report["fanOut"]["toAll"]["count"] == messages
    assert report["fanOut"]["toEach"]["count"] == messages * (clients - 1)
    assert report["joining"]["join"]["count"] == clients


def test_a_room_leaves_nothing_behind(generator):
    arguments = ["--clients", 10, "--hold", 0, "--messages", 1]
    first = generator("signalling", *arguments)
    assert first.wait() == 0, first.output()
    # The same names at once: whoever says goodbye keeps none.
    second = generator("signalling", *arguments, channel=first.channel)
    assert second.wait() == 0, second.output()


def test_a_room_that_is_not_there_is_said_in_one_line(generator):
    run = generator("members", "--room", "nowhere", "--seconds", 1)
    assert run.wait() == 1
    last = run.output().strip().splitlines()[-1]
    assert "room nowhere of channel" in last and "room-not-found" in last, run.output()
