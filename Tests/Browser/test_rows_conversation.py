# SPDX-License-Identifier: Apache-2.0
"""R4: one calls another by name, is refused, then let in; they talk, and hand over files."""

from waiting import stays, wait_until

KEEP = """() => {
    const user = window.user = new User(NAME);
    const told = window.told = [];
    const keep = (emitter, name, about) => emitter.on(name, (event) => told.push([name, about ? about(event) : null]));
    keep(user, 'friend-request', (request) => (window.request = request).username);
    keep(user, 'request-status', ({status}) => status);
    keep(user, 'conversation-opened', (conversation) => {
        keep(conversation, 'media-enabled', (event) => (window.enabled = event).media);
        keep(conversation, 'add-file', (file) => ((window.files ??= {})[file.name] = file).name);
        for (const name of ['file-downloaded', 'file-cancelled', 'file-sent']) keep(conversation, name, (file) => file.name);
        keep(conversation, 'file-downloaded', ({blob}) => void (window.downloaded = blob));
        keep(conversation, 'message', (text) => text);
        return conversation.targetuser;
    });
}"""


def open_user(rows, name, tone):
    page = rows.open("conversation.html", f"bench.tone({tone});")
    page.evaluate(KEEP.replace("NAME", f"'{name}'"))
    return page


def wait_told(page, name, value, timeout=20):
    wait_until(lambda: [name, value] in page.evaluate("() => told"), timeout, lambda: f"{name} {value} in {page.evaluate('() => told')}; {page.summary()}")


def test_r4_a_call_is_refused_then_accepted(rows):
    bob = open_user(rows, "bob", 880)
    alice = open_user(rows, "alice", 440)
    wait_until(lambda: rows.relay.log().count("socket opened") >= 2, 15, "both are there")
    alice.evaluate("() => user.openconversationwith('bob')")
    wait_told(bob, "friend-request", "alice")
    bob.evaluate("() => request.reject()")
    wait_told(alice, "request-status", "rejected")
    bob.evaluate("() => { request = null; }")
    alice.evaluate("() => user.openconversationwith('bob')")
    wait_until(lambda: bob.evaluate("() => request !== null"), 15, "it rings again")
    bob.evaluate("() => request.accept()")
    wait_told(alice, "request-status", "accepted")
    wait_told(alice, "conversation-opened", "bob")
    wait_told(bob, "conversation-opened", "alice")

    alice.evaluate("() => user.conversation.send('good morning')")
    wait_told(bob, "message", "good morning")

    alice.evaluate("() => user.conversation.enable('microphone')")
    wait_told(bob, "media-enabled", "microphone")
    bob.evaluate("() => enabled.joinwith('nothing')")
    bob.wait_event("onstream", type="remote")
    heard = "Promise.all(Object.values(connection.streams).filter(({type}) => type === 'remote').map(({stream}) => bench.pitchOf(stream)))"
    wait_until(lambda: [abs(peaks[0] - 440) < 12 for peaks in bob.value(heard) if peaks] == [True], 20, lambda: bob.value(heard))
    stays(lambda: not alice.page.inbound("audio") and not alice.page.inbound("video"), 1, "nothing comes back")

    alice.evaluate("() => { for (const name of ['wanted.txt', 'unwanted.txt']) user.conversation.addfile(new File(['what is in ' + name], name)); }")
    wait_told(bob, "add-file", "wanted.txt")
    wait_told(bob, "add-file", "unwanted.txt")
    bob.evaluate("() => { files['wanted.txt'].download(); files['unwanted.txt'].cancel(); }")
    wait_told(bob, "file-downloaded", "wanted.txt")
    assert bob.evaluate("() => downloaded.text()") == "what is in wanted.txt"
    for page in (alice, bob):
        wait_told(page, "file-cancelled", "unwanted.txt")
    wait_told(alice, "file-sent", "wanted.txt")
    assert ["file-downloaded", "unwanted.txt"] not in bob.evaluate("() => told")
