// SPDX-License-Identifier: Apache-2.0

/// The bytes of a ``PacketHead``, borrowed: what is handed on, since the compiler copies a head that is passed itself.
public struct PacketHeadView: ~Escapable {
    /// Header and payload prefix.
    public let span: Span<UInt8>
    /// Bytes of RTP header, which are authenticated but not encrypted.
    public let headerCount: Int
    /// Bytes of payload that follow the header in ``span``.
    public var prefixCount: Int { span.count &- headerCount }

    @_lifetime(copy span)
    init(_ span: Span<UInt8>, headerCount: Int) {
        self.span = span
        self.headerCount = headerCount
    }
}

extension PacketHead {
    /// The head as it is now, to hand on.
    public var view: PacketHeadView {
        @_lifetime(borrow self)
        get { PacketHeadView(span, headerCount: headerCount) }
    }
}
