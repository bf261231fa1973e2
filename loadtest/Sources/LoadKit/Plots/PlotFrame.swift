// SPDX-License-Identifier: Apache-2.0

/// The axes of a plot, and the place within them.
struct PlotFrame {
    /// An axis with its name, unit included.
    struct Axis {
        let scale: PlotScale
        let name: String
        var format: (Double) -> String = Figure.short
    }

    private static let width = 520.0
    private static let height = 300.0
    private static let left = 62.0
    private static let right = 504.0
    private static let top = 38.0
    private static let bottom = 248.0

    let x: Axis
    let y: Axis

    /// Where a value of the first axis stands.
    func across(_ value: Double) -> Double { Self.left + x.scale.place(value) * (Self.right - Self.left) }
    /// Where a value of the second axis stands.
    func up(_ value: Double) -> Double { Self.bottom - y.scale.place(value) * (Self.bottom - Self.top) }

    /// The axes, with a grid.
    func drawn(_ label: String) -> SVG {
        var svg = SVG(width: Self.width, height: Self.height, label: label)
        for tick in y.scale.ticks {
            svg.line(Self.left, up(tick), Self.right, up(tick), "grid")
            svg.text(y.format(tick), Self.left - 8, up(tick) + 4.5, "end tick")
        }
        for tick in x.scale.ticks {
            svg.line(across(tick), Self.bottom, across(tick), Self.bottom + 5, "axis")
            svg.text(x.format(tick), across(tick), Self.bottom + 21, "middle tick")
        }
        svg.line(Self.left, Self.bottom, Self.right, Self.bottom, "axis")
        svg.text(y.name, 4, 15, "start name")
        svg.text(x.name, Self.right, Self.bottom + 43, "end name")
        return svg
    }

    /// A line across at a value that means something, with its name over it.
    func mark(_ value: Double, _ name: String, in svg: inout SVG) {
        svg.line(Self.left, up(value), Self.right, up(value), "mark")
        svg.text(name, Self.left + 6, up(value) - 6, "start marked")
    }

    /// A line upward at a value that means something, with its name beside it, each `row` a line of text lower.
    func markAcross(_ value: Double, _ name: String, row: Int, in svg: inout SVG) {
        let isLeft = across(value) < (Self.left + Self.right) / 2
        svg.line(across(value), Self.top, across(value), Self.bottom, "mark")
        svg.text(
            name, across(value) + (isLeft ? 6 : -6), Self.top + 10 + 17 * Double(row),
            isLeft ? "start marked" : "end marked")
    }

    /// A bar from the first axis up.
    func bar(_ from: Double, _ to: Double, _ value: Double, _ style: String, in svg: inout SVG) {
        let (left, right) = (across(from), across(to))
        svg.rectangle(left + 0.5, up(value), max(right - left - 1, 0.5), Self.bottom - up(value), style)
    }
}
