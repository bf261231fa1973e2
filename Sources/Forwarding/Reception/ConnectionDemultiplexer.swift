// SPDX-License-Identifier: Apache-2.0

public import RTP

/// Tells to which of the broadcasts on one connection a packet is (RFC 8843 §9.2): by SSRC, then by mid.
///
/// A payload type tells only where no mid was agreed on and a single broadcast has that type. SSRCs are learnt as they
/// come, in fixed storage: the one that was learnt first makes room for one too many. Those of a broadcast that has
/// left the connection stay known as nobody's, so that its stragglers are not taken for another's.
public struct ConnectionDemultiplexer {
    private static let nobody = UInt8.max

    private var ssrcs = InlineArray<128, UInt32>(repeating: 0)
    private var owners = InlineArray<128, UInt8>(repeating: nobody)
    private var count = 0
    /// Where the last packet's SSRC stands: the next packet is mostly of the same.
    private var recent = 0
    /// Where the next one is put once all places are taken.
    private var oldest = 0
    private var broadcasts: [[TrackConfiguration]] = []
    private var map = HeaderExtensionMap()

    /// A connection that carries nothing.
    public init() {
        precondition(ssrcs.count == Limits.connectionSources, "one place an SSRC")
    }

    /// Is for these broadcasts from now on.
    ///
    /// - Parameters:
    ///   - broadcasts: the tracks of each; at most 64.
    ///   - map: the header extensions' ids, which mean the same in every m-line (RFC 8843 §9.2).
    ///   - places: the index that each had before; nil for those that are new.
    public mutating func arrange(
        _ broadcasts: [[TrackConfiguration]], map: HeaderExtensionMap, before places: [Int?]
    ) {
        self.broadcasts = broadcasts
        self.map = map
        for place in 0..<count {
            let next = places.firstIndex { $0 == Int(owners[place]) }
            // An SSRC is whose it is announced to be, whoever had it.
            owners[place] = (announced(ssrcs[place]) ?? next).map { UInt8($0) } ?? Self.nobody
        }
    }

    /// The index of the broadcast that a packet is to; nil if it is to none.
    public mutating func route(_ header: RTPHeader, of packet: Span<UInt8>) -> Int? {
        if ssrcs[recent] == header.ssrc, owners[recent] != Self.nobody { return Int(owners[recent]) }
        guard let place = place(of: header.ssrc) else { return learn(header, of: packet, at: nil) }
        guard owners[place] != Self.nobody else { return learn(header, of: packet, at: place) }
        recent = place
        return Int(owners[place])
    }

    /// The index of the broadcast from which packets of that SSRC came; nil if none did.
    public func broadcast(of ssrc: UInt32) -> Int? {
        guard let place = place(of: ssrc), owners[place] != Self.nobody else { return nil }
        return Int(owners[place])
    }

    /// Where the header extensions of a packet of the connection lie.
    public func extensions(_ header: RTPHeader, of packet: Span<UInt8>) -> HeaderExtensions {
        HeaderExtensions(packet, header: header, map: map)
    }

    private func place(of ssrc: UInt32) -> Int? {
        for place in 0..<count where ssrcs[place] == ssrc { return place }
        return nil
    }

    // MARK: - Learning

    private mutating func learn(_ header: RTPHeader, of packet: Span<UInt8>, at known: Int?) -> Int? {
        var index = announced(header.ssrc)
        if index == nil {
            if let range = extensions(header, of: packet)[.mid] {
                index = named(packet.extracting(range))
            } else if known == nil {
                index = only(with: header.payloadType)
            }
        }
        guard let index else { return nil }
        note(header.ssrc, UInt8(index), at: known)
        return index
    }

    private mutating func note(_ ssrc: UInt32, _ owner: UInt8, at known: Int?) {
        var place = known ?? count
        if known == nil {
            if count < ssrcs.count {
                count += 1
            } else {
                place = oldest
                oldest = (oldest + 1) % ssrcs.count
            }
        }
        ssrcs[place] = ssrc
        owners[place] = owner
        recent = place
    }

    private func announced(_ ssrc: UInt32) -> Int? {
        broadcasts.firstIndex { tracks in
            tracks.contains { $0.ssrcs.contains(ssrc) || $0.rtxSSRCs.contains { $0.rtx == ssrc } }
        }
    }

    private func named(_ mid: Span<UInt8>) -> Int? {
        broadcasts.firstIndex { tracks in tracks.contains { mid.isText($0.mid) } }
    }

    private func only(with payloadType: UInt8) -> Int? {
        let matches = broadcasts.indices.filter { index in
            broadcasts[index].contains {
                $0.payloadType == payloadType || $0.rtxPayloadType == payloadType
            }
        }
        guard matches.count == 1, let index = matches.first else { return nil }
        return broadcasts[index].contains { $0.extensions[.mid] != 0 } ? nil : index
    }
}

extension Span<UInt8> {
    /// Whether these are the bytes of `text`.
    fileprivate func isText(_ text: String) -> Bool {
        guard text.utf8.count == count else { return false }
        var index = 0
        for byte in text.utf8 {
            guard self[index] == byte else { return false }
            index += 1
        }
        return true
    }
}
