// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// The streams of one direction by SSRC, each with its replay window. Small, bounded, scanned: no hashing per packet.
///
/// Its storage is its own allocation, so that a packet costs neither a check for exclusive access nor one for shared
/// storage. Not copyable; loop's thread only.
@safe struct StreamTable: ~Copyable {
    private struct Stream {
        var ssrc: UInt32
        var lastUse: UInt64
        var window: ReplayWindow
    }

    @safe private struct State {
        /// Initialised up to `count`, allocated up to `room`.
        var streams: UnsafeMutablePointer<Stream>
        var count = 0
        var room: Int
        /// Packets taken so far; dates a stream's last use.
        var uses: UInt64 = 0
        /// Where the last packet was found; the next is mostly of the same stream.
        var recent = 0
    }

    private static let homeRoom = 2
    private static let homeBytes = MemoryLayout<State>.stride + homeRoom * MemoryLayout<Stream>.stride

    private let capacity: Int
    private let state: UnsafeMutablePointer<State>

    /// - Parameter capacity: streams at most.
    init(capacity: Int) {
        self.capacity = capacity
        // SAFETY: freed in `deinit`. Streams are trivial values, so moving them is copying bytes.
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Self.homeBytes, alignment: Int(Footprint.lineBytes))
        unsafe state = memory.bindMemory(to: State.self, capacity: 1)
        unsafe state.initialize(
            to: State(streams: Self.home(of: state), room: min(capacity, Self.homeRoom)))
    }

    deinit {
        leaveStreams()
        unsafe UnsafeMutableRawPointer(state).deallocate()
    }

    /// The first streams stand right behind the state, as most peers have no more.
    private static func home(of state: UnsafeMutablePointer<State>) -> UnsafeMutablePointer<Stream> {
        unsafe UnsafeMutableRawPointer(state).advanced(by: MemoryLayout<State>.stride)
            .bindMemory(to: Stream.self, capacity: homeRoom)
    }

    private func leaveStreams() {
        let streams = unsafe state.pointee.streams
        if unsafe streams != Self.home(of: state) { unsafe streams.deallocate() }
    }

    /// Streams in the table.
    var count: Int { unsafe state.pointee.count }
    /// Whether one more stream needs room that isn't there.
    var isFull: Bool { count >= capacity }

    /// Where the stream stands, if it is known.
    @inline(__always)
    func find(_ ssrc: UInt32) -> Int? {
        let recent = unsafe state.pointee.recent
        if recent < count, unsafe state.pointee.streams[recent].ssrc == ssrc { return recent }
        return search(ssrc)
    }

    @inline(never)
    private func search(_ ssrc: UInt32) -> Int? {
        for place in 0..<count where unsafe state.pointee.streams[place].ssrc == ssrc {
            unsafe state.pointee.recent = place
            return place
        }
        return nil
    }

    /// The highest index at `place`.
    @inline(__always)
    func highest(at place: Int) -> UInt64 {
        unsafe state.pointee.streams[checked(place)].window.highest
    }

    /// Whether the stream at `place` may take `index`.
    @inline(__always)
    func accepts(_ index: UInt64, at place: Int) -> Bool {
        unsafe state.pointee.streams[checked(place)].window.accepts(index)
    }

    /// Remembers an index of the stream at `place`.
    @inline(__always)
    func insert(_ index: UInt64, at place: Int) {
        let place = checked(place)
        unsafe state.pointee.uses &+= 1
        unsafe state.pointee.streams[place].lastUse = state.pointee.uses
        unsafe state.pointee.streams[place].window.insert(index)
    }

    /// Adds a stream; a full table forgets the one that was unused for longest (hardening S5).
    func add(_ ssrc: UInt32, index: UInt64) {
        var window = ReplayWindow()
        window.insert(index)
        unsafe state.pointee.uses &+= 1
        let stream = unsafe Stream(ssrc: ssrc, lastUse: state.pointee.uses, window: window)
        if isFull {
            let oldest = longestUnused()
            unsafe state.pointee.streams[oldest] = stream
            unsafe state.pointee.recent = oldest
        } else {
            if unsafe count == state.pointee.room { grow() }
            unsafe (state.pointee.streams + count).initialize(to: stream)
            unsafe state.pointee.recent = count
            unsafe state.pointee.count += 1
        }
    }

    /// Forgets a stream; fine if it is not known.
    func remove(_ ssrc: UInt32) {
        guard let place = search(ssrc) else { return }
        let last = count - 1
        // SAFETY: both are places of the table.
        unsafe state.pointee.streams[place] = state.pointee.streams[last]
        unsafe state.pointee.count = last
        unsafe state.pointee.recent = 0
    }

    @inline(__always)
    private func checked(_ place: Int) -> Int {
        precondition(place >= 0 && place < count, "a place comes from `find`")
        return place
    }

    /// Adds where it lies.
    func addFootprint(to footprint: inout Footprint) {
        unsafe footprint.add(UInt64(UInt(bitPattern: state)), bytes: UInt64(Self.homeBytes))
    }

    private func longestUnused() -> Int {
        var oldest = 0
        for place in 0..<count
        where unsafe state.pointee.streams[place].lastUse < state.pointee.streams[oldest].lastUse {
            oldest = place
        }
        return oldest
    }

    private func grow() {
        let room = unsafe min(capacity, 2 * state.pointee.room)
        let streams = UnsafeMutablePointer<Stream>.allocate(capacity: room)
        unsafe streams.moveInitialize(from: state.pointee.streams, count: count)
        leaveStreams()
        unsafe state.pointee.streams = streams
        unsafe state.pointee.room = room
    }
}
