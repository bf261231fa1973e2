// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One axis: from values to places between 0 and 1, and where its ticks stand.
struct PlotScale: Equatable {
    let lower: Double
    let upper: Double
    let ticks: [Double]
    private let isLogarithmic: Bool

    /// An axis from 0 to a round number at or above `most`, with four to ten steps of 1, 2 or 5 times a power of ten.
    static func linear(upTo most: Double) -> PlotScale {
        let most = most.isFinite && most > 0 ? most : 1
        let step = step(most / 4)
        let count = Int((most / step - 1e-9).rounded(.up))
        return PlotScale(
            lower: 0,
            upper: Double(count) * step,
            ticks: (0...count).map { Double($0) * step },
            isLogarithmic: false
        )
    }

    /// An axis that ends where its values do, for time.
    static func linear(exactly most: Double) -> PlotScale {
        let round = linear(upTo: most)
        let upper = most.isFinite && most > 0 ? most : 1
        return PlotScale(
            lower: 0, upper: upper, ticks: round.ticks.filter { $0 <= upper }, isLogarithmic: false)
    }

    /// An axis of equal steps for equal ratios, from a 1, 2 or 5 at or below `least` to one at or above `most`.
    static func logarithmic(_ least: Double, _ most: Double) -> PlotScale {
        let least = least > 0 ? least : 0.001
        let most = max(most, least * 2)
        var all: [Double] = []
        for exponent in Int(log10(least).rounded(.down))...Int(log10(most).rounded(.up)) {
            // Negative powers by division, so that 0.1 is 0.1.
            let power = exponent < 0 ? 1 / pow(10, Double(-exponent)) : pow(10, Double(exponent))
            all += [power, 2 * power, 5 * power]
        }
        let lower = all.last { $0 <= least } ?? least
        let upper = all.first { $0 >= most } ?? most
        let ticks = all.filter { $0 >= lower && $0 <= upper }
        return PlotScale(lower: lower, upper: upper, ticks: thinned(ticks), isLogarithmic: true)
    }

    /// Where a value lies; held within the axis.
    func place(_ value: Double) -> Double {
        let value = min(max(value, lower), upper)
        return isLogarithmic
            ? log(value / lower) / log(upper / lower)
            : (value - lower) / (upper - lower)
    }

    /// The largest of 1, 2, 5 times a power of ten that is not above `value`.
    private static func step(_ value: Double) -> Double {
        let power = pow(10, log10(value).rounded(.down))
        return [1, 2, 5, 10].map { $0 * power }.last { $0 <= value * 1.000_001 } ?? power
    }

    /// Beyond nine ticks only the powers of ten have room.
    private static func thinned(_ ticks: [Double]) -> [Double] {
        guard ticks.count > 9 else { return ticks }
        return ticks.filter { abs(log10($0) - log10($0).rounded()) < 1e-9 }
    }
}
