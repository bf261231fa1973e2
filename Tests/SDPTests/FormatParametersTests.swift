// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SDP

@Suite("FormatParameters, RFC 8866 §6.15") struct FormatParametersTests {
    @Test func `names are found in any case, flags and blanks are kept apart`() {
        let parameters = FormatParameters(" A=1 ;; b ; c=d=e;=x")
        #expect(parameters["a"] == "1")
        #expect(parameters["b"] == nil)
        #expect(parameters["C"] == "d=e")
        #expect(parameters.text == "A=1;b;c=d=e")
    }

    @Test func `a value is replaced in its place or added at the end`() {
        var parameters = FormatParameters("a=1;b=2")
        parameters["A"] = "3"
        parameters["c"] = "4"
        #expect(parameters.text == "a=3;b=2;c=4")
    }

    @Test func `more parameters than the bound are dropped`() {
        let text = (0..<100).map { "p\($0)=1" }.joined(separator: ";")
        #expect(FormatParameters(text)["p63"] == "1")
        #expect(FormatParameters(text)["p64"] == nil)
    }
}
