// SPDX-License-Identifier: Apache-2.0

/// What `read` makes of the span of `bytes`: `try parse(hex("80c9 …"), ReceiverReport.init(parsing:))`.
///
/// The span of a temporary may not outlive its expression, so an expectation can't hold one.
public func parse<Value, Failure: Error>(
    _ bytes: [UInt8], _ read: (Span<UInt8>) throws(Failure) -> Value
) throws(Failure) -> Value {
    try read(bytes.span)
}
