// SPDX-License-Identifier: Apache-2.0

/// A file that a member offers, with the pieces of it that the relay has.
///
/// Kept in blocks of ``DataLimits/block`` bytes from the file's beginning: each is asked for once, whoever wants it,
/// as long as it is kept.
struct SharedFile: Sendable {
    let offer: FileOffer
    /// Its place in the order of all files.
    let number: UInt64
    /// Who offered it; nil: that one left, and all of the file is here.
    private(set) var owner: ClientID?
    /// The name of the one who offered it, once it left.
    private(set) var formerOwner: String?
    /// Who may have it; nil: everybody whom the room lets.
    private(set) var audience: Set<ClientID>?
    /// The whole blocks.
    private(set) var blocks: [Int: ArraySlice<UInt8>] = [:]
    /// Blocks that its sender was asked for.
    private(set) var asked: Set<Int> = []
    /// Blocks that its sender is to be asked for, in order.
    private var missing: [Int] = []
    /// A block of which a part came.
    private var begun: (index: Int, bytes: [UInt8])?
    private let blockSize: Int

    /// A file of which nothing came yet.
    init(_ offer: FileOffer, number: UInt64, owner: ClientID, audience: Set<ClientID>?, blockSize: Int) {
        self.offer = offer
        self.number = number
        self.owner = owner
        self.audience = audience
        self.blockSize = blockSize
    }

    /// Whether all of it is here.
    var isWhole: Bool { blocks.count == (offer.size + blockSize - 1) / blockSize }

    /// Its owner left; who may have it now may have it from here.
    mutating func outlive(named name: String, audience: Set<ClientID>) {
        owner = nil
        formerOwner = name
        self.audience = audience
    }

    // MARK: Giving

    /// The bytes from `offset` on, at most up to `end` and to the end of a block; nil if they are not here.
    func chunk(at offset: Int, upTo end: Int) -> FileChunk? {
        guard let block = blocks[offset / blockSize] else { return nil }
        let start = offset - offset % blockSize
        let payload = block.prefix(end - start).dropFirst(offset - start)
        return FileChunk(uuid: offer.uuid, offset: offset, payload: payload)
    }

    // MARK: Getting

    /// The blocks that the bytes of `range` are in.
    func blocks(of range: Range<Int>) -> Range<Int> {
        range.lowerBound / blockSize..<(range.upperBound + blockSize - 1) / blockSize
    }

    /// Notes that a block is wanted, if it isn't here or on its way; no more than `most` at a time.
    mutating func need(_ index: Int, _ most: Int) {
        guard missing.count < most, blocks[index] == nil, !asked.contains(index), !missing.contains(index)
        else { return }
        missing.append(index)
    }

    /// The next bytes to ask for: blocks in a row, as long as no more than `most` are asked for.
    mutating func ask(_ most: Int) -> Range<Int>? {
        guard asked.count < most, let first = missing.first else { return nil }
        var end = first
        while asked.count < most, missing.first == end {
            missing.removeFirst()
            asked.insert(end)
            end += 1
        }
        return first * blockSize..<min(end * blockSize, offer.size)
    }

    /// What was asked for won't come: its sender lost its socket meanwhile.
    mutating func askAgain() {
        missing = asked.sorted() + missing
        asked = []
        begun = nil
    }

    /// Nobody wants it any more; what is on its way is kept when it comes.
    mutating func needNothing() {
        missing = []
    }

    /// Takes bytes that were asked for and gives the blocks that are whole now. What nobody asked for, or comes
    /// out of order within a block, is left out.
    mutating func take(_ chunk: FileChunk) -> [Int] {
        var whole: [Int] = []
        var (offset, rest) = (chunk.offset, chunk.payload)
        while !rest.isEmpty, asked.contains(offset / blockSize) {
            let index = offset / blockSize
            let length = min(blockSize, offer.size - index * blockSize)
            let have = begun?.index == index ? begun?.bytes.count ?? 0 : 0
            guard offset == index * blockSize + have else { break }
            let part = rest.prefix(length - have)
            if let bytes = assemble(
                part, of: index, length: length, isAlone: part.count == chunk.payload.count)
            {
                blocks[index] = bytes
                asked.remove(index)
                whole.append(index)
            }
            offset += part.count
            rest = rest.dropFirst(part.count)
        }
        return whole
    }

    /// A whole block is kept as it came; copied if it came with others, since all would be kept with it.
    private mutating func assemble(
        _ part: ArraySlice<UInt8>, of index: Int, length: Int, isAlone: Bool
    ) -> ArraySlice<UInt8>? {
        guard part.count < length else { return isAlone ? part : Array(part)[...] }
        if begun?.index != index { begin(index) }
        begun?.bytes += part
        guard let bytes = begun?.bytes, bytes.count == length else { return nil }
        begun = nil
        return bytes[...]
    }

    /// One block at a time is put together; one that is left unfinished is asked for anew.
    private mutating func begin(_ index: Int) {
        if let old = begun?.index, asked.remove(old) != nil { missing.append(old) }
        begun = (index, [])
    }

    /// Forgets a block, and gives how many bytes it had.
    mutating func forget(_ index: Int) -> Int {
        blocks.removeValue(forKey: index)?.count ?? 0
    }
}
