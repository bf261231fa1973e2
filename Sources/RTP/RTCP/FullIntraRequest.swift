// SPDX-License-Identifier: Apache-2.0

/// FIR: a demand for keyframes, loss or not (RFC 5104 §4.3.1).
public struct FullIntraRequest: Equatable, Sendable {
    static let format: UInt8 = 4
    /// Entries that are read or written at most.
    public static let maximumCount = 31

    /// One stream that should send a keyframe.
    public struct Entry: Equatable, Sendable {
        /// The stream.
        public var ssrc: UInt32
        /// Goes up by one (modulo 256) with every new command; a repetition keeps it (RFC 5104 §4.3.1.1).
        public var sequenceNumber: UInt8

        /// A command to `ssrc`.
        public init(ssrc: UInt32, sequenceNumber: UInt8) {
            self.ssrc = ssrc
            self.sequenceNumber = sequenceNumber
        }
    }

    /// Who asks.
    public var senderSSRC: UInt32
    /// The commands.
    public var entries: [Entry]

    /// A request of these commands.
    public init(senderSSRC: UInt32, entries: [Entry]) {
        self.senderSSRC = senderSSRC
        self.entries = entries
    }

    /// Reads the request at the start of `packet`.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, _) = try RTCPHeader.end(
            of: packet, type: RTCPType.payloadSpecificFeedback, format: Self.format, atLeast: 12)
        senderSSRC = packet.uint32(at: 4)
        let count = min((end - 12) / 8, Self.maximumCount)
        entries = (0..<count).map { index in
            Entry(ssrc: packet.uint32(at: 12 + 8 * index), sequenceNumber: packet[16 + 8 * index])
        }
    }

    /// Appends the request. The media source in the header is unused and 0 (RFC 5104 §4.3.1.2).
    public func write(into bytes: inout [UInt8]) {
        bytes.appendRTCP(type: RTCPType.payloadSpecificFeedback, format: Self.format) { bytes in
            bytes.append(senderSSRC)
            bytes.append(UInt32(0))
            for entry in entries.prefix(Self.maximumCount) {
                bytes.append(entry.ssrc)
                bytes.append(UInt32(entry.sequenceNumber) << 24)
            }
        }
    }
}
