// SPDX-License-Identifier: Apache-2.0

import SDP

/// Which of an offer's sections are published, and as which streams.
enum Grouping: CaseIterable {
    case none
    case one
    case each
    case pairs
    case reversed
    case all
    case twice
    case unknown

    init(byte: UInt8) {
        self = Self.allCases[Int(byte) % Self.allCases.count]
    }

    /// The mids of each stream.
    func streams(of offer: SessionDescription) -> [[String]] {
        let mids = offer.media.map { $0.mid ?? "" }
        switch self {
        case .none: return []
        case .one: return [Array(mids.prefix(2))]
        case .each: return mids.map { [$0] }
        case .pairs:
            return stride(from: 0, to: mids.count, by: 2).map { Array(mids[$0..<min($0 + 2, mids.count)]) }
        case .reversed: return mids.reversed().map { [$0] }
        case .all: return [mids]
        case .twice: return [mids.first.map { [$0, $0] } ?? [], mids]
        case .unknown: return [["there is none"]]
        }
    }
}
