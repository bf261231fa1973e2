# SPDX-License-Identifier: Apache-2.0
"""Takes the STUN out of an aiortc peer: what is left are the habits of FFmpeg 8.0, which keeps no consent."""


def stop_answering_checks(session):
    """From now on no STUN message of `session` is sent or answered; its media goes on ."""

    async def silence():
        for transport in ice_transports(session.peer):
            connection = transport._connection
            connection.request_received = lambda *arguments: None
            consent = connection._query_consent_task
            if consent is not None:
                consent.cancel()

    session.runner.run(silence())


def ice_transports(peer):
    """The peer's distinct ICE transports (one, with BUNDLE)."""
    senders = [transceiver.sender for transceiver in peer.getTransceivers()]
    return {id(sender.transport.transport): sender.transport.transport for sender in senders}.values()
