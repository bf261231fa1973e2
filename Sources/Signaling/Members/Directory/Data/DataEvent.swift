// SPDX-License-Identifier: Apache-2.0

/// What members are told of data and files; counted, as every ``MemberEvent``.
enum DataEvent: Equatable, Sendable {
    case message(from: String, Parcel)
    case fileOffered(FileCard)
    /// Somebody has all of the receiver's file.
    case fileGot(uuid: String, userid: String)
    /// Somebody doesn't want the receiver's file.
    case fileDeclined(uuid: String, userid: String)
    case fileCancelled(uuid: String, from: String)

    /// About how many bytes it holds, for the ring's bound.
    var weight: Int {
        switch self {
        case .message(_, let parcel): 256 + parcel.data.bytes.count
        case .fileOffered(let card): 256 + card.weight
        case .fileGot, .fileDeclined, .fileCancelled: 256
        }
    }
}

/// What members know of a file.
struct FileCard: Equatable, Sendable {
    /// Who offered it.
    var from: String
    var offer: FileOffer

    /// About how many bytes it holds.
    var weight: Int { offer.name.utf8.count + (offer.extra?.bytes.count ?? 0) }
}

/// A value that is kept for those who come later.
struct RetainedCard: Equatable, Sendable {
    /// Whose it is.
    var from: String
    var key: String
    var data: JSONText
}
