// SPDX-License-Identifier: Apache-2.0

/// The fields of a scenario, named alike in files and, behind two hyphens, on the command line.
enum ScenarioField: String, CaseIterable, Sendable {
    case rooms
    case broadcasters
    case viewers
    case ramp
    case storm
    case stormSeconds = "storm-seconds"
    case churn
    case hold
    case bitrate
    case framesPerSecond = "fps"
    case packetBytes = "packet-size"
    case pacing
    case keyframeInterval = "keyframe-interval"
    case audioOnly = "audio-only"
    case videoOnly = "video-only"
    case idle
    case loss
    case profile
    case verify

    /// A whole number within bounds.
    func integer(_ value: ScenarioValue, _ range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        guard case .number(let number) = value, let integer = Int(exactly: number), range.contains(integer)
        else {
            throw wrong(value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    /// A number within bounds.
    func number(_ value: ScenarioValue, _ range: ClosedRange<Double>) throws(ScenarioError) -> Double {
        guard case .number(let number) = value, range.contains(number) else {
            throw wrong(
                value,
                "a number from \(ScenarioValue.number(range.lowerBound)) to "
                    + "\(ScenarioValue.number(range.upperBound))")
        }
        return number
    }

    /// A bitrate within bounds, or 0 for none.
    func bitrate(_ value: ScenarioValue, _ range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        guard value != .number(0) else { return 0 }
        guard let bitrate = try? integer(value, range) else {
            throw wrong(value, "0, or a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return bitrate
    }

    func toggle(_ value: ScenarioValue) throws(ScenarioError) -> Bool {
        guard case .flag(let flag) = value else { throw wrong(value, "true or false") }
        return flag
    }

    func profile(_ value: ScenarioValue) throws(ScenarioError) -> SRTPChoice {
        guard case .text(let text) = value, let choice = SRTPChoice(rawValue: text) else {
            throw wrong(value, SRTPChoice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    private func wrong(_ value: ScenarioValue, _ wanted: String) -> ScenarioError {
        .wrongValue(field: rawValue, value: "\(value)", wanted: wanted)
    }
}
