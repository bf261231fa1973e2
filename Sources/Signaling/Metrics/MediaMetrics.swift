// SPDX-License-Identifier: Apache-2.0

/// The media plane's and the rooms' figures as metric families, made at scrape time.
///
/// Labels come from closed sets only: worker numbers, drop reasons, track kinds and codecs; never a room or a
/// session.
enum MediaMetrics {
    /// Everything that is not counted by instruments.
    static func families(
        _ statistics: MediaStatistics,
        rooms: [RoomSnapshot],
        sessions: SessionCounts,
        members: MemberCounts? = nil
    ) -> [MetricFamily] {
        ofRooms(rooms, sessions) + (members.map(ofMembers) ?? [])
            + ofTracks(statistics.broadcasts) + ofWorkers(statistics.workers)
            + ofProcess(statistics.process)
    }

    private static func ofRooms(_ rooms: [RoomSnapshot], _ sessions: SessionCounts) -> [MetricFamily] {
        let broadcasts = rooms.map(\.broadcasts.count).reduce(0, +)
        let live = rooms.map(\.liveCount).reduce(0, +)
        return [
            .single("longwave_rooms", .gauge, "Rooms with somebody in them.", Double(rooms.count)),
            MetricFamily(
                name: "longwave_broadcasts",
                help: "Broadcasts, by whether media arrives.",
                kind: .gauge,
                samples: [
                    .init(labels: [("state", "live")], value: Double(live)),
                    .init(labels: [("state", "silent")], value: Double(broadcasts - live)),
                ]
            ),
            MetricFamily(
                name: "longwave_sessions",
                help: "Publishers' and viewers' sessions, by whether their transport stands.",
                kind: .gauge,
                samples: [
                    session("publisher", "connected", sessions.connectedPublishers),
                    session("publisher", "connecting", sessions.unconnectedPublishers),
                    session("viewer", "connected", sessions.connectedViewers),
                    session("viewer", "connecting", sessions.unconnectedViewers),
                ]
            ),
        ]
    }

    private static func ofMembers(_ counts: MemberCounts) -> [MetricFamily] {
        [
            .single("longwave_member_rooms", .gauge, "Members' rooms.", Double(counts.rooms)),
            MetricFamily(
                name: "longwave_members",
                help: "Members of rooms, by whether they are there.",
                kind: .gauge,
                samples: [
                    .init(labels: [("state", "online")], value: Double(counts.online)),
                    .init(labels: [("state", "away")], value: Double(counts.away)),
                ]
            ),
        ]
    }

    private static func session(_ role: String, _ state: String, _ count: Int) -> MetricFamily.Sample {
        .init(labels: [("role", role), ("state", state)], value: Double(count))
    }

    private static func ofTracks(_ broadcasts: [BroadcastStatistics]) -> [MetricFamily] {
        var counts: [[String]: (tracks: Int, bitrate: Int)] = [:]
        for track in broadcasts.flatMap(\.tracks) {
            counts[[track.kind, track.codec], default: (0, 0)].tracks += 1
            counts[[track.kind, track.codec], default: (0, 0)].bitrate += track.bitrate
        }
        func samples(_ value: (_ tracks: Int, _ bitrate: Int) -> Int) -> [MetricFamily.Sample] {
            counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, count in
                .init(
                    labels: [("kind", key[0]), ("codec", key[1])],
                    value: Double(value(count.tracks, count.bitrate)))
            }
        }
        return [
            MetricFamily(
                name: "longwave_tracks",
                help: "Tracks received, by kind and codec.",
                kind: .gauge,
                samples: samples { tracks, _ in tracks }
            ),
            MetricFamily(
                name: "longwave_received_bits_per_second",
                help: "Bits a second received from publishers, by kind and codec.",
                kind: .gauge,
                samples: samples { _, bitrate in bitrate }
            ),
        ]
    }

    private static func ofWorkers(_ workers: [WorkerStatistics]) -> [MetricFamily] {
        func family(
            _ name: String,
            _ kind: MetricFamily.Kind,
            _ help: String,
            _ value: (WorkerStatistics) -> UInt64
        ) -> MetricFamily {
            let samples = workers.map { worker in
                MetricFamily.Sample(labels: [("worker", "\(worker.index)")], value: Double(value(worker)))
            }
            return MetricFamily(name: name, help: help, kind: kind, samples: samples)
        }
        return [
            family("longwave_worker_peers", .gauge, "Peers on a worker.") { UInt64(max(0, $0.peers)) },
            family("longwave_received_packets_total", .counter, "Datagrams received.", \.packetsIn),
            family("longwave_sent_packets_total", .counter, "Datagrams sent.", \.packetsOut),
            family("longwave_received_bytes_total", .counter, "UDP payload bytes received.", \.bytesIn),
            family("longwave_sent_bytes_total", .counter, "UDP payload bytes sent.", \.bytesOut),
            family(
                "longwave_sent_messages_total",
                .counter,
                "Messages that datagrams left in; fewer than datagrams where the kernel segments (GSO).",
                \.sentMessages
            ),
            family("longwave_send_calls_total", .counter, "System calls that sent datagrams.", \.sendCalls),
            family(
                "longwave_unsegmented_messages_total",
                .counter,
                "Messages that left one datagram at a time, since the kernel or the path does not segment.",
                \.unsegmentedMessages
            ),
            family(
                "longwave_lost_packets_total", .counter, "RTP packets of publishers lost for good.", \.lost),
            family(
                "longwave_retransmitted_packets_total",
                .counter,
                "RTP packets sent again to viewers.",
                \.retransmissions
            ),
            family(
                "longwave_keyframe_requests_total",
                .counter,
                "Keyframe requests sent to publishers.",
                \.keyframeRequests
            ),
            family(
                "longwave_checks_answered_total",
                .counter,
                "Connectivity checks (STUN) answered on shared ports.",
                \.checksAnswered
            ),
            drops(workers),
        ]
    }

    private static func drops(_ workers: [WorkerStatistics]) -> MetricFamily {
        MetricFamily(
            name: "longwave_dropped_packets_total",
            help: "Packets dropped, by reason.",
            kind: .counter,
            samples: workers.flatMap { worker in
                worker.drops.sorted { $0.key < $1.key }.map { reason, count in
                    MetricFamily.Sample(
                        labels: [("worker", "\(worker.index)"), ("reason", reason)],
                        value: Double(count)
                    )
                }
            }
        )
    }

    private static func ofProcess(_ process: ProcessStatistics) -> [MetricFamily] {
        [
            .single(
                "process_resident_memory_bytes",
                .gauge,
                "Resident memory in bytes.",
                Double(process.residentBytes)
            ),
            .single("process_open_fds", .gauge, "Open file descriptors.", Double(process.openDescriptors)),
            .single(
                "process_max_fds", .gauge, "Limit of open file descriptors.", Double(process.descriptorLimit)),
            .single("process_threads", .gauge, "Threads.", Double(process.threads)),
            .single(
                "process_cpu_seconds_total", .counter, "Processor time in seconds.", process.processorSeconds),
        ]
    }
}
