// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// XOR-MAPPED-ADDRESS (RFC 8489 §14.2): an address that no meddling NAT recognises.
///
/// ```
/// | 0 | family | port ^ cookie | address ^ cookie and, for IPv6, ^ transaction |
/// ```
enum STUNAddress {
    private static let ipv4: UInt8 = 0x01
    private static let ipv6: UInt8 = 0x02
    private static let cookie = STUNMessage.cookie
    private static let cookiePort = UInt16(STUNMessage.cookie >> 16)

    /// The address in `value`; nil if there is none.
    static func read(
        _ datagram: Span<UInt8>, _ value: Range<Int>, _ transaction: STUNTransaction
    ) -> SocketAddress? {
        guard value.count >= 4 else { return nil }
        let start = value.lowerBound
        let port = datagram.uint16(at: start + 2) ^ cookiePort
        switch (datagram[start + 1], value.count) {
        case (ipv4, 8):
            return SocketAddress(ipv4: datagram.uint32(at: start + 4) ^ cookie, port: port)
        case (ipv6, 20):
            let mask = mask(transaction)
            return SocketAddress(
                ipv6: (
                    high: datagram.uint64(at: start + 4) ^ mask.high,
                    low: datagram.uint64(at: start + 12) ^ mask.low
                ),
                port: port
            )
        default: return nil
        }
    }

    /// The attribute's value for `address`.
    static func bytes(_ address: SocketAddress, _ transaction: STUNTransaction) -> [UInt8] {
        var bytes: [UInt8] = [0, address.isIPv6 ? ipv6 : ipv4]
        bytes.appendBigEndian(address.port ^ cookiePort)
        if address.isIPv6 {
            let mask = mask(transaction)
            bytes.appendBigEndian(address.high ^ mask.high)
            bytes.appendBigEndian(address.low ^ mask.low)
        } else {
            bytes.appendBigEndian(UInt32(truncatingIfNeeded: address.low) ^ cookie)
        }
        return bytes
    }

    private static func mask(_ transaction: STUNTransaction) -> (high: UInt64, low: UInt64) {
        (UInt64(cookie) << 32 | UInt64(transaction.high), transaction.low)
    }
}

extension [UInt8] {
    /// Appends a number in network byte order.
    mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
