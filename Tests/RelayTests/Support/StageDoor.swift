// SPDX-License-Identifier: Apache-2.0

/// Lets a few stages run at a time: media is sent in real time, and dozens of loops on two cores, perhaps under a
/// sanitizer, would miss it.
actor StageDoor {
    static let shared = StageDoor()

    /// More than the tests that open one stage within another, so that those can't wait for each other.
    private var places = 5
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Waits for a place.
    func enter() async {
        guard places == 0 else {
            places -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Gives the place to whoever waits longest.
    func leave() {
        guard !waiting.isEmpty else {
            places += 1
            return
        }
        waiting.removeFirst().resume()
    }
}
