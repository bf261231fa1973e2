// SPDX-License-Identifier: Apache-2.0

internal import CNice

/// Candidates as libnice has them and as we say them.
extension ICEAgent {
    /// Our candidates, best first, with announced addresses in place of those behind a NAT.
    func localCandidates() -> [ICECandidate] {
        var found: [ICECandidate] = []
        let list = unsafe nice_agent_get_local_candidates(agent, stream, Self.component)
        var next = unsafe list
        while let entry = unsafe next {
            if let native = unsafe entry.pointee.data?.assumingMemoryBound(to: NiceCandidate.self),
                let candidate = unsafe NativeCandidate.read(native)
            {
                found.append(candidate)
            }
            unsafe next = entry.pointee.next
        }
        unsafe g_slist_free_full(list) { candidate in
            unsafe nice_candidate_free(candidate?.assumingMemoryBound(to: NiceCandidate.self))
        }
        return Announcement(configuration).apply(to: found.sorted { $0.priority > $1.priority })
    }
}

/// libnice's candidates and addresses, made and read. What is made belongs to the caller.
enum NativeCandidate {
    /// An address of an IP literal.
    static func address(_ text: String) throws(TransportError) -> NiceAddress {
        var address = NiceAddress()
        unsafe nice_address_init(&address)
        guard IPAddress(String(text.prefix(while: { $0 != "%" }))) != nil,
            unsafe nice_address_set_from_string(&address, text) != 0
        else { throw .invalidAddress(text) }
        return address
    }

    /// A remote candidate for `nice_candidate_free`; nil if its address is not an IP literal.
    @unsafe static func make(
        _ candidate: ICECandidate, stream: UInt32
    ) -> UnsafeMutablePointer<NiceCandidate>? {
        guard candidate.port != 0, var address = try? Self.address(candidate.address) else { return nil }
        guard let native = unsafe nice_candidate_new(type(candidate.type)) else { return nil }
        unsafe nice_address_set_port(&address, UInt32(candidate.port))
        unsafe native.pointee.transport = NICE_CANDIDATE_TRANSPORT_UDP
        unsafe native.pointee.addr = address
        unsafe native.pointee.base_addr = address
        unsafe native.pointee.priority = candidate.priority
        unsafe native.pointee.stream_id = stream
        unsafe native.pointee.component_id = ICEAgent.component
        unsafe withUnsafeMutableBytes(of: &native.pointee.foundation) { bytes in
            // The last byte stays 0.
            for (place, byte) in candidate.foundation.utf8.prefix(bytes.count - 1).enumerated() {
                unsafe bytes[place] = byte
            }
        }
        return unsafe native
    }

    /// A local candidate; nil for what is not UDP.
    @unsafe static func read(_ native: UnsafeMutablePointer<NiceCandidate>) -> ICECandidate? {
        guard unsafe native.pointee.transport == NICE_CANDIDATE_TRANSPORT_UDP else { return nil }
        let kind: ICECandidate.Kind
        switch unsafe native.pointee.type {
        case NICE_CANDIDATE_TYPE_HOST: kind = .host
        case NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE: kind = .srflx
        case NICE_CANDIDATE_TYPE_PEER_REFLEXIVE: kind = .prflx
        case NICE_CANDIDATE_TYPE_RELAYED: kind = .relay
        default: return nil
        }
        let foundation = unsafe withUnsafeBytes(of: native.pointee.foundation) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let isDerived = kind != .host
        return unsafe ICECandidate(
            foundation: foundation,
            priority: native.pointee.priority,
            address: text(&native.pointee.addr),
            port: UInt16(truncatingIfNeeded: nice_address_get_port(&native.pointee.addr)),
            type: kind,
            relatedAddress: isDerived ? text(&native.pointee.base_addr) : nil,
            relatedPort: isDerived
                ? UInt16(truncatingIfNeeded: nice_address_get_port(&native.pointee.base_addr)) : nil
        )
    }

    @unsafe private static func text(_ address: UnsafeMutablePointer<NiceAddress>) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NICE_ADDRESS_STRING_LEN)) { room in
            guard let start = room.baseAddress else { return "" }
            unsafe nice_address_to_string(address, start)
            return unsafe String(cString: start)
        }
    }

    @unsafe private static func type(_ kind: ICECandidate.Kind) -> NiceCandidateType {
        switch kind {
        case .host: NICE_CANDIDATE_TYPE_HOST
        case .srflx: NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE
        case .prflx: NICE_CANDIDATE_TYPE_PEER_REFLEXIVE
        case .relay: NICE_CANDIDATE_TYPE_RELAYED
        }
    }
}
