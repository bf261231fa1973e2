// SPDX-License-Identifier: Apache-2.0

/// Writes announced addresses into host candidates: a 1:1 NAT has no place in libnice.
struct Announcement {
    private let local: [String]
    private let announced: [String]

    init(_ configuration: ICEConfiguration) {
        local = configuration.localAddresses
        announced = configuration.announced
    }

    /// The candidates to tell, in the order of `candidates`. Families without an announced address stay as they are.
    func apply(to candidates: [ICECandidate]) -> [ICECandidate] {
        guard !announced.isEmpty else { return candidates }
        var told: [ICECandidate] = []
        var hidden: Set<Bool> = []
        for candidate in candidates {
            guard candidate.type == .host else {
                told.append(candidate)
                continue
            }
            let isIPv6 = candidate.address.contains(":")
            let outside = announced.filter { $0.contains(":") == isIPv6 }
            let inside = local.filter { $0.contains(":") == isIPv6 }
            if outside.isEmpty {
                told.append(candidate)
            } else if outside.count == inside.count {
                guard let place = inside.firstIndex(of: candidate.address) else { continue }
                told.append(candidate.moved(to: outside[place]))
            } else if hidden.insert(isIPv6).inserted {
                // The best local one stands for all.
                told += outside.map(candidate.moved)
            }
        }
        return told
    }
}

extension ICECandidate {
    fileprivate func moved(to address: String) -> ICECandidate {
        var moved = self
        moved.address = address
        return moved
    }
}
