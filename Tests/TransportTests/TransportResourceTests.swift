// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Transport

/// What transports take and give back. Each test counts a whole process, so each has one of its own.
@Suite("Transport's resources") struct TransportResourceTests {
    @Test func `three hundred transports leave no descriptor and no memory behind`() async {
        await #expect(processExitsWith: .success) {
            try await Bench.run { bench in
                let identity = try DTLSIdentity.generate()
                // What is made once for all is made now.
                try await Self.churn(20, identity, on: bench)
                let (descriptors, memory) = (Self.openDescriptors, Self.residentBytes)
                try await Self.churn(150, identity, on: bench)
                #expect(await bench.wait { Self.openDescriptors <= descriptors })
                #expect(Self.openDescriptors == descriptors)
                // An agent takes 30 KiB and a connected transport more: 300 that leaked would be 9 MiB at least.
                #expect(Self.residentBytes - memory < 6 << 20)
            }
        }
    }

    @Test func `without descriptors a transport is an error, and the process goes on`() async {
        await #expect(processExitsWith: .success) {
            try await Bench.run { bench in
                let identity = try DTLSIdentity.generate()
                var limit = rlimit(rlim_cur: 120, rlim_max: 120)
                #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                var peers: [TestPeer] = []
                var refusal: TransportError?
                for _ in 0..<200 where refusal == nil {
                    do {
                        let peer = try bench.peer(identity)
                        try peer.gather()
                        peers.append(peer)
                    } catch let error as TransportError {
                        refusal = error
                    }
                }
                #expect(refusal == .noDescriptors(errno: EMFILE))
                #expect(peers.count > 5)
                peers.first?.transport.close()
                peers.dropFirst().first?.transport.close()
                await bench.pass(milliseconds: 5)
                let another = try bench.peer(identity)
                try another.gather()
            }
        }
    }

    @Test func `an agent that can't be configured leaves nothing`() async {
        await #expect(processExitsWith: .success) {
            try await Bench.run { bench in
                let identity = try DTLSIdentity.generate()
                let bad = ICEConfiguration(localAddresses: ["127.0.0.1", "no address"])
                _ = try? bench.peer(identity, ice: bad)
                await bench.pass(milliseconds: 5)
                let before = Self.openDescriptors
                for _ in 0..<50 { _ = try? bench.peer(identity, ice: bad) }
                #expect(await bench.wait { Self.openDescriptors == before })
            }
        }
    }

    // MARK: - Counting

    private static func churn(_ pairs: Int, _ identity: DTLSIdentity, on bench: isolated Bench) async throws {
        for round in 0..<pairs {
            let first = try bench.peer(identity, controlling: true)
            let second = try bench.peer(identity)
            // Some are closed before they did anything, some while they connect, most afterwards.
            if round % 10 > 0 {
                try first.gather()
                try second.gather()
            }
            if round % 10 > 1 {
                try first.start(toward: second, isDTLSClient: true)
                try second.start(toward: first, isDTLSClient: false)
            }
            if round % 10 > 2 {
                #expect(await bench.wait { first.isConnected && second.isConnected })
                first.send(1)
            }
            first.transport.close()
            second.transport.close()
            bench.forget(first, second)
        }
        await bench.pass(milliseconds: 5)
    }

    private static var openDescriptors: Int {
        guard let directory = unsafe opendir("/proc/self/fd") else { return -1 }
        defer { unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        return count
    }

    private static var residentBytes: Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard unsafe fgets(&line, 256, file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4_096
    }
}
