// SPDX-License-Identifier: Apache-2.0

/// Keeps one subscription's picture numbers going on when its source changes (RFC 7741 §4.2, AV1 RTP A.8.2).
struct PictureIdentityRewriter {
    /// What is added to the source's numbers.
    private(set) var offsets = PictureNumbers()
    /// The numbers sent last; nil before the first.
    private var last: PictureNumbers?

    /// Continues with a source whose first picture is `picture`. The first source of all keeps its own numbers.
    mutating func splice(at picture: PictureIdentity) {
        guard let last, picture.isPresent else { return }
        offsets = .offsets(from: picture.numbers, toAfter: last)
    }

    /// Notes the picture of the newest packet sent.
    mutating func note(_ picture: PictureIdentity) {
        if picture.isPresent { last = picture.numbers + offsets }
    }
}
