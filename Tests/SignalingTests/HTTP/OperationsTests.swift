// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Signaling

@Suite("Health, readiness and metrics over HTTP")
struct OperationsTests {
    @Test func `health and metrics need no token, and readiness ends with draining`() async throws {
        let relay = try Relay {
            $0.playToken = "play"
            $0.publishToken = "pub"
        }
        for path in ["/healthz", "/readyz", "/metrics"] {
            #expect(try await relay.request(.get, path).status == .ok)
        }
        await relay.control.drain()
        let ready = try await relay.request(.get, "/readyz")
        #expect(ready.status == .serviceUnavailable)
        #expect(try ready.problem() == "draining")
        #expect(ready.headers[.retryAfter] != nil)
        #expect(try await relay.request(.get, "/healthz").status == .ok)
    }

    @Test func `the metrics page counts requests and sessions, and holds the media plane's figures`()
        async throws
    {
        let relay = try Relay()
        relay.plane.script { state in
            state.statistics.broadcasts = [
                BroadcastStatistics(
                    id: BroadcastID(room: "r", name: "b"),
                    live: true,
                    tracks: [TrackStatistics(kind: "video", codec: "VP8", bitrate: 2_000)]
                )
            ]
            state.statistics.workers = [
                WorkerStatistics(
                    index: 0, peers: 2, packetsIn: 10, packetsOut: 20, sentMessages: 7,
                    drops: ["late": 3, "unknown_ssrc": 4])
            ]
            state.statistics.process = ProcessStatistics(residentBytes: 5, processorSeconds: 1.5)
        }
        let publisher = try await relay.goLive("/whip/r/b")
        try await relay.watch("/whep/r/b")
        try await relay.request(.delete, publisher.path)
        let page = try await relay.request(.get, "/metrics")
        #expect(page.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let expected = [
            #"longwave_http_requests_total{method="POST",route="whip",status="201"} 1"#,
            #"longwave_http_requests_total{method="POST",route="whep",status="201"} 1"#,
            #"longwave_http_request_duration_seconds_count{route="whip"} 1"#,
            #"longwave_sessions_opened_total{role="publisher"} 1"#,
            #"longwave_sessions_ended_total{reason="closed",role="publisher"} 1"#,
            #"longwave_session_connect_duration_seconds_count{role="viewer"} 1"#,
            #"longwave_sessions{role="viewer",state="connected"} 1"#,
            #"longwave_rooms 1"#,
            #"longwave_broadcasts{state="silent"} 1"#,
            #"longwave_tracks{kind="video",codec="VP8"} 1"#,
            #"longwave_received_bits_per_second{kind="video",codec="VP8"} 2000"#,
            #"longwave_sent_packets_total{worker="0"} 20"#,
            #"longwave_sent_messages_total{worker="0"} 7"#,
            #"longwave_dropped_packets_total{worker="0",reason="unknown_ssrc"} 4"#,
            "process_resident_memory_bytes 5",
            "process_cpu_seconds_total 1.5",
        ]
        let lines = Set(page.text.split(separator: "\n").map(String.init))
        for line in expected {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func `no name, id or address becomes a label`() async throws {
        let relay = try Relay()
        let session = try await relay.goLive("/whip/roomname/broadcastname")
        try await relay.request(.get, "/v1/rooms/roomname")
        try await relay.request(.get, "/nonsense/path")
        let page = try await relay.request(.get, "/metrics").text
        for word in ["roomname", "broadcastname", "nonsense", session.id.text] {
            #expect(!page.contains(word))
        }
    }
}
