# SPDX-License-Identifier: Apache-2.0
"""Rooms and members over the WebSocket, as clients meet them."""

import concurrent.futures
import time
import uuid

import pytest

from member_client import MemberClient


@pytest.fixture
def member(relay, room):
    """Makes clients of the test's own channel."""
    made = []
    # Tests of one name share a room's name, and userids stay taken for a while.
    channel = f"{room}-{uuid.uuid4()}"

    def make(userid, **hello):
        client = MemberClient(relay, channel, userid, **hello)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def code(reply):
    return None if reply["ok"] else reply["error"]["code"]


def test_a_room_is_opened_joined_and_talked_in(member):
    alice, bob, stranger = member("alice"), member("bob", extra={"name": "Bob"}), member("carol")
    assert alice.request("room.open", sessionid="talk")["opened"] is True
    joined = bob.request("room.join", sessionid="talk")
    assert joined["ok"] and joined["role"] == "participant"
    assert [one["userid"] for one in joined["members"]] == ["alice", "bob"]
    assert alice.wait_event("user.joined", userid="bob")["extra"] == {"name": "Bob"}
    bob.request("msg.send", scope="room", message={"text": "hello"})
    heard = alice.wait_event("msg")
    assert heard["message"] == {"text": "hello"} and heard["from"]["userid"] == "bob"
    assert not stranger.of("msg")
    assert code(stranger.request("msg.send", scope="room", message=1)) == "not-in-room"
    bob.request("room.leave")
    alice.wait_event("user.left", userid="bob", reason="left")


def test_only_the_moderator_ejects_and_the_ejected_is_out(member):
    alice, bob, carol = member("alice"), member("bob"), member("carol")
    alice.request("room.open", sessionid="talk")
    for client in (bob, carol):
        assert client.request("room.join", sessionid="talk")["ok"]
    assert code(bob.request("user.eject", userid="carol")) == "not-allowed"
    assert alice.request("user.eject", userid="bob", banMs=60_000)["ok"]
    bob.wait_event("ejected")
    carol.wait_event("user.left", userid="bob", reason="ejected")
    alice.request("msg.send", scope="room", message="without him")
    carol.wait_event("msg", message="without him")
    assert not bob.of("msg")
    assert code(bob.request("room.join", sessionid="talk")) == "banned"


def test_a_password_is_needed_and_guessing_is_slowed(member):
    alice, bob = member("alice"), member("bob")
    assert alice.request("room.open", sessionid="talk", password="secret")["ok"]
    assert code(bob.request("room.join", sessionid="talk")) == "password-required"
    wrong = [code(bob.request("room.join", sessionid="talk", password=f"guess {n}")) for n in range(5)]
    assert wrong == ["invalid-password"] * 5
    late = bob.request("room.join", sessionid="talk", password="secret")
    assert code(late) == "too-many-attempts" and late["error"]["retryAfterMs"] > 0
    other = member("carol")
    assert "secret" not in str(other.request("presence.get", sessionid="talk"))


def test_a_lost_socket_misses_nothing(member):
    alice, bob = member("alice"), member("bob")
    alice.request("room.open", sessionid="talk")
    bob.request("room.join", sessionid="talk")
    alice.request("msg.send", scope="room", message=0)
    bob.wait_event("msg", message=0)
    bob.lose()
    for number in (1, 2, 3):
        alice.request("msg.send", scope="room", message=number)
    back = member("bob", resume=bob.welcome["resume"], lastN=bob.seen)
    assert back.welcome["resumed"] is True
    back.wait_event("msg", message=3)
    assert [event["message"] for event in back.of("msg")] == [1, 2, 3]
    assert not alice.of("user.left")


def test_a_page_that_is_killed_is_away_within_ten_seconds(member):
    alice, bob = member("alice"), member("bob")
    alice.request("room.open", sessionid="talk")
    bob.request("room.join", sessionid="talk")
    began = time.monotonic()
    bob.lose()
    alice.wait_event("user.state", userid="bob", state="away")
    assert time.monotonic() - began < 10
    assert not alice.of("user.left"), "the grace time goes on"


def test_a_moderator_who_leaves_hands_over_and_the_last_closes_the_room(member):
    alice, bob, watcher = member("alice"), member("bob"), member("carol")
    watcher.request("channel.watch")
    alice.request("room.open", sessionid="talk")
    bob.request("room.join", sessionid="talk")
    alice.request("room.leave")
    assert bob.wait_event("moderation.shifted")["to"] == "bob"
    bob.request("room.leave")
    watcher.wait_event("room.closed")
    assert watcher.request("presence.get", sessionid="talk")["exists"] is False


def test_of_fifty_who_race_one_opens_each_time(member):
    clients = [member(f"racer-{number}") for number in range(50)]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        for turn in range(20):
            sessionid = f"race-{turn}"
            replies = list(
                pool.map(lambda one: one.request("room.openOrJoin", sessionid=sessionid), clients)
            )
            assert all(reply["ok"] for reply in replies), replies
            assert sum(reply["opened"] for reply in replies) == 1, f"turn {turn}"
            for client in clients:
                client.request("room.leave")


@pytest.mark.parametrize("text", ["{", "[]", '"x"', '{"t": 7}', '{"t": "no.such", "id": 1}', "{}" * 10, "\0"])
def test_nonsense_is_answered_and_disturbs_nobody(member, text):
    alice, rogue = member("alice"), member("rogue")
    alice.request("room.open", sessionid="talk")
    rogue.request("room.join", sessionid="talk")
    rogue.send_text(text)
    assert rogue.request("presence.get", sessionid="talk")["ok"], "the connection stays"
    assert len(rogue.of("error")) + (text.count("no.such") > 0) == 1
    assert not alice.of("user.left")


def test_a_sender_cannot_pretend_to_be_another(member):
    alice, rogue = member("alice"), member("rogue")
    alice.request("room.open", sessionid="talk")
    rogue.request("room.join", sessionid="talk")
    forged = {"userid": "alice", "extra": {}}
    rogue.request("msg.send", scope="room", message="I am Alice", **{"from": forged})
    assert alice.wait_event("msg")["from"]["userid"] == "rogue"
    assert code(rogue.request("user.rename", userid="alice")) == "userid-taken"

