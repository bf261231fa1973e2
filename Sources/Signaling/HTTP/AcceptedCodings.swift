// SPDX-License-Identifier: Apache-2.0

/// What an `Accept-Encoding` field says of the codings that there are here (RFC 9110 §12.5.3).
struct AcceptedCodings: Equatable, Sendable {
    /// How much gzip is wanted, in thousandths; 0: not acceptable.
    private(set) var gzip = 0
    /// The same of a body as it is; 1 if it is acceptable because nothing was said of it.
    private(set) var identity = 1

    /// Nil: no field. Then everything would be acceptable, and who can't ask gets the body as it is.
    init(_ field: String?) {
        let weights = Self.weights(field ?? "")
        gzip = weights.gzip ?? weights.others ?? 0
        identity = weights.identity ?? (weights.others == 0 ? 0 : 1)
    }

    /// What is said of gzip, of identity, and by `*` of what isn't named; what is no weight says nothing.
    private static func weights(_ field: String) -> (gzip: Int?, identity: Int?, others: Int?) {
        var weights: (gzip: Int?, identity: Int?, others: Int?) = (nil, nil, nil)
        for element in field.split(separator: ",") {
            let parts = element.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            guard let weight = parts.count == 1 ? 1_000 : weight(parts[1]) else { continue }
            switch HTTPText.trimmed(parts[0]).lowercased() {
            // RFC 9110 §8.4.1.3: the two are the same.
            case "gzip", "x-gzip": weights.gzip = weight
            case "identity": weights.identity = weight
            case "*": weights.others = weight
            default: continue
            }
        }
        return weights
    }

    /// The thousandths that `q=0.5` says (RFC 9110 §12.4.2): at most three digits, at most 1.
    private static func weight(_ parameter: Substring) -> Int? {
        let text = HTTPText.trimmed(parameter).lowercased()
        guard text.hasPrefix("q=") else { return nil }
        let digits = text.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = digits.count > 1 ? digits[1] : ""
        guard ["0", "1"].contains(digits[0]), fraction.count <= 3 else { return nil }
        guard fraction.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let padded = fraction + String(repeating: "0", count: 3 - fraction.count)
        guard let thousandths = Int(digits[0] + padded), thousandths <= 1_000 else { return nil }
        return thousandths
    }
}
