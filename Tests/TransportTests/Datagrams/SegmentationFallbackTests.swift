// SPDX-License-Identifier: Apache-2.0

import Glibc
import RTP
import Testing

@testable import Transport

/// What leaves, and what is told, where messages aren't cut apart for us. The kernel's own refusals: a UDP socket that
/// sums nothing takes no segments, a local one takes no message longer than its buffer.
@Suite("Segmentation fallback", .enabled(if: SegmentationOffload.isAvailable, "the kernel segments"))
struct SegmentationFallbackTests {
    @Test func `a path that refuses segments gets every datagram, and is asked no more`() throws {
        let batch = SendBatch()
        let (lane, sink) = try refusingLane()
        let sizes = [Int](repeating: 1_200, count: 15) + [700]
        let first = queue(sizes, to: lane.lane, of: batch)
        batch.flush()
        #expect(sink.receive(16) == first)
        #expect(!lane.lane.segments && batch.statistics.unsegmented == 1)
        #expect(batch.statistics.datagrams == 16 && batch.statistics.messages == 16)
        #expect(batch.statistics.calls == 17, "one that was refused, then one for each datagram")

        let second = queue(sizes, to: lane.lane, of: batch)
        batch.flush()
        #expect(sink.receive(16) == second)
        #expect(batch.statistics.calls == 18, "no refusal any more, and one call for all")
        #expect(batch.statistics.unsegmented == 2, "but it counts")
        #expect(lane.lane.failed == 0 && lane.lane.congested == 0 && sink.receive() == nil)
    }

    @Test func `several messages of a refusing path lie among others', and all arrive`() throws {
        let batch = SendBatch()
        let (refusing, sink) = try refusingLane()
        let (taking, other) = try openLane()
        var sent: (refusing: [[UInt8]], taking: [[UInt8]]) = ([], [])
        for size in [900, 1_000, 1_100] {
            sent.refusing += queue([size, size, size - 1], to: refusing.lane, of: batch)
            sent.taking += queue([size, size, size - 1], to: taking.lane, of: batch)
        }
        batch.flush()
        #expect(sink.receive(9) == sent.refusing)
        #expect(other.receive(9) == sent.taking)
        #expect(!refusing.lane.segments && taking.lane.segments)
        #expect(batch.statistics.unsegmented == 3)
        #expect(batch.statistics.datagrams == 18 && batch.statistics.messages == 12)
    }

    @Test func `the first refusal is told, once, and not in the middle of a fan-out`() throws {
        let batch = SendBatch()
        var told: [Int32] = []
        batch.pathDidRefuseSegments = { told.append($0) }
        for _ in 0..<2 {
            let (lane, sink) = try refusingLane()
            _ = queue([500, 500], to: lane.lane, of: batch)
            batch.flush()
            #expect(sink.receive(2).count == 2)
            if batch.statistics.unsegmented == 1 { #expect(told.isEmpty) }
            batch.report()
        }
        #expect(told == [EINVAL] || told == [EIO], "which of them depends on the kernel")
    }

    @Test func `a new way is tried with segments again`() throws {
        let batch = SendBatch()
        let (lane, sink) = try refusingLane()
        _ = queue([500, 500], to: lane.lane, of: batch)
        batch.flush()
        #expect(sink.receive(2).count == 2 && !lane.lane.segments)
        let (better, other) = try openLane()
        lane.lane.set(better.route)
        let sent = queue([500, 500], to: lane.lane, of: batch)
        batch.flush()
        #expect(lane.lane.segments && batch.statistics.messages == 3)
        #expect(other.receive(2) == sent)
    }

    @Test func `what is refused whole or in parts has failed, and nobody blames the segments`() throws {
        let batch = SendBatch()
        batch.pathDidRefuseSegments = { _ in Issue.record("it's the address") }
        // Nobody is at port 0 (udp(7)).
        let nowhere = SendLane()
        let socket = try UDPSocket(.loopback(0))
        nowhere.set(route(socket, to: 0))
        _ = queue([500, 500, 500], to: nowhere, of: batch)
        batch.flush()
        batch.report()
        #expect(nowhere.failed == 3 && batch.statistics.failed == 3)
        #expect(nowhere.segments && batch.statistics.unsegmented == 0 && batch.statistics.datagrams == 0)
    }

    @Test func `a buffer that gets full on the way costs the rest of the frame, and its owner hears of it`()
        throws
    {
        let batch = SendBatch()
        let (narrow, wide) = (try LocalPair(), try LocalPair())
        narrow.shrink()
        let (blocked, flowing) = (SendLane(), SendLane())
        blocked.set(narrow.route)
        flowing.set(wide.route)
        var told = 0
        blocked.didCongest = { told += 1 }
        flowing.didCongest = { Issue.record("this one has room") }
        let sizes = [Int](repeating: 1_000, count: 16)
        let frame = queue(sizes, to: blocked, of: batch)
        let other = queue(sizes, to: flowing, of: batch)
        batch.flush()
        batch.report()
        let arrived = narrow.receiveAll()
        #expect(!arrived.isEmpty && arrived.count < 16)
        #expect(arrived == Array(frame.prefix(arrived.count)))
        #expect(blocked.congested == UInt64(16 - arrived.count) && blocked.failed == 0 && told == 1)
        #expect(batch.statistics.congested == blocked.congested && batch.statistics.failed == 0)
        #expect(wide.receiveAll() == [other.flatMap(\.self)], "a run is one message here")
        #expect(flowing.congested == 0)

        // There is room again.
        let next = queue([1_000], to: blocked, of: batch)
        batch.flush()
        batch.report()
        #expect(narrow.receiveAll() == next && told == 1)
    }

    @Test func `viewers of a refusing socket see all packets, and the loop tells once`() async throws {
        try await Bench.run { bench in
            var told: [Int32] = []
            bench.loop.pathDidRefuseSegments = { told.append($0) }
            let port = try bench.port()
            let identity = try DTLSIdentity.generate()
            var pairs: [(client: TestPeer, peer: TestPeer)] = []
            for _ in 0..<2 {
                let client = try bench.peer(identity, controlling: true)
                let peer = try bench.peer(identity, port: port)
                try await connect(client, peer, firstIsClient: true, on: bench)
                refuseSegments(try #require(peer.transport.lane.descriptor))
                pairs.append((client, peer))
            }
            await bench.pass(milliseconds: 20)
            let before = bench.loop.sendStatistics
            for round in 0..<2 as Range<UInt16> {
                for (_, peer) in pairs {
                    for number in 0..<10 as Range<UInt16> { peer.send(10 * round + number, bytes: 1_000) }
                }
                let live = pairs
                #expect(
                    await bench.wait { live.allSatisfy { $0.client.packets.count == 10 * (Int(round) + 1) } })
            }
            for (client, _) in pairs {
                #expect(client.numbers == Array(0..<20))
                for (number, packet) in client.packets.enumerated() {
                    #expect(packet.suffix(1_000).elementsEqual(repeatElement(UInt8(number), count: 1_000)))
                }
            }
            let after = bench.loop.sendStatistics
            #expect(after.unsegmented - before.unsegmented == 4 && after.datagrams - before.datagrams == 40)
            #expect(after.failed == 0 && after.congested == 0 && told.count == 1)
            bench.loop.pathDidRefuseSegments = nil
        }
    }
}

/// A kernel that never segments.
@Suite("Without segmentation offload") struct NoSegmentationTests {
    @Test func `each datagram is a message, and those that might have been one are counted`() throws {
        let batch = SendBatch()
        let sink = try #require(RawSocket())
        let socket = try UDPSocket(.loopback(0))
        let lane = SendLane(hasOffload: false)
        lane.set(route(socket, to: sink.port))
        // Three runs of several datagrams, the second of them full, and one alone.
        let sizes = [900, 900, 100] + [Int](repeating: 1_000, count: 16) + [1_000, 200] + [1_100]
        let sent = queue(sizes, to: lane, of: batch)
        batch.flush()
        #expect(sink.receive(sizes.count) == sent)
        #expect(batch.statistics.unsegmented == 3 && batch.statistics.calls == 1)
        #expect(batch.statistics.messages == UInt64(sizes.count))
        #expect(batch.statistics.datagrams == batch.statistics.messages)
        #expect(lane.failed == 0 && lane.congested == 0)
    }

    @Test func `it is told by the option that it doesn't know, as a socket of another protocol doesn't`() {
        let stream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(stream) }
        #expect(!SegmentationOffload.isTaken(by: stream))
        #expect(!SegmentationOffload.isTaken(by: -1))
    }
}

/// A lane with its socket.
private struct OpenLane {
    let lane = SendLane()
    let socket: UDPSocket
    let route: Route
}

extension SegmentationFallbackTests {
    /// A lane on loopback UDP, and where it leads.
    private func openLane() throws -> (OpenLane, RawSocket) {
        let sink = try #require(RawSocket())
        let socket = try UDPSocket(.loopback(0))
        let lane = OpenLane(socket: socket, route: route(socket, to: sink.port))
        lane.lane.set(lane.route)
        return (lane, sink)
    }

    /// The same, but the kernel refuses its segments.
    private func refusingLane() throws -> (OpenLane, RawSocket) {
        let (lane, sink) = try openLane()
        refuseSegments(lane.socket.descriptor)
        return (lane, sink)
    }
}

extension SocketAddress {
    fileprivate static func loopback(_ port: UInt16) -> SocketAddress {
        SocketAddress(ipv4: 0x7F00_0001, port: port)
    }
}

private func route(_ socket: UDPSocket, to port: UInt16) -> Route {
    let (storage, length) = SocketAddress.loopback(port).native
    return Route(descriptor: socket.descriptor, address: storage, addressLength: length)
}

/// Without checksums there is no segmentation: whoever cuts a message apart has to sum each part.
private func refuseSegments(_ descriptor: Int32) {
    var isOn: Int32 = 1
    let status = unsafe setsockopt(
        descriptor, SOL_SOCKET, SO_NO_CHECK, &isOn, socklen_t(MemoryLayout<Int32>.size)
    )
    #expect(status == 0)
}

/// Queues datagrams of these sizes, each with bytes of its own.
private func queue(_ sizes: [Int], to lane: SendLane, of batch: SendBatch) -> [[UInt8]] {
    sizes.map { size in
        let datagram = (0..<size).map { _ in UInt8.random(in: 0...255) }
        let slot = unsafe batch.slot()
        for (place, byte) in datagram.enumerated() { unsafe slot[place] = byte }
        batch.commit(size, to: lane)
        return datagram
    }
}
