// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// Reads a request's body, with a bound on its size and on the time it takes.
struct BodyReader: Sendable {
    /// Most bytes.
    let limit: Int
    /// Most time from here to the body's end.
    let deadline: Duration

    private enum Outcome {
        case complete([UInt8])
        case tooLarge
        case failed
        case tooSlow
    }

    /// The body's bytes. Throws `tooLarge` (413), `slowBody` (408), or `malformed` (400) if it is empty or
    /// broke off.
    ///
    /// `refuseRest` is called if there is more to come than should be read.
    func read(_ request: Request, refuseRest: () -> Void) async throws(HTTPProblem) -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            if length > Limits.drainedBody {
                refuseRest()
            }
            throw HTTPProblem(.tooLarge, detail: "A body has at most \(limit) bytes.")
        }
        switch await collect(request.body) {
        case .complete(let bytes) where bytes.isEmpty:
            throw HTTPProblem(.malformed, detail: "The body is empty.")
        case .complete(let bytes):
            return bytes
        case .tooLarge:
            refuseRest()
            throw HTTPProblem(.tooLarge, detail: "A body has at most \(limit) bytes.")
        case .tooSlow:
            refuseRest()
            throw HTTPProblem(.slowBody)
        case .failed:
            throw HTTPProblem(.malformed, detail: "The body broke off.")
        }
    }

    /// Races the body against the deadline.
    private func collect(_ body: RequestBody) async -> Outcome {
        await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await gather(body) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return .tooSlow
            }
            let first = await group.next() ?? .failed
            group.cancelAll()
            return first
        }
    }

    private func gather(_ body: RequestBody) async -> Outcome {
        var bytes: [UInt8] = []
        do {
            for try await chunk in body {
                guard bytes.count + chunk.readableBytes <= limit else { return .tooLarge }
                bytes.append(contentsOf: chunk.readableBytesView)
            }
            return .complete(bytes)
        } catch {
            return .failed
        }
    }
}
