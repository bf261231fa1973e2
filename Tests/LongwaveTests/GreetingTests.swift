// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@testable import longwave

@Suite("Greeting: what the relay says when it is up") struct GreetingTests {
    private let greeting = Greeting(
        openFiles: OpenFileLimit(count: 4_256),
        localAddresses: ["192.0.2.1"],
        maximumSessions: 20_000
    )

    @Test func `it shows the studio page's address`() {
        #expect(
            greeting.text(host: "127.0.0.1", port: 8_080).contains("studio   http://127.0.0.1:8080/studio\n"))
        #expect(greeting.text(host: "::1", port: 80).contains("http://[::1]:80/studio\n"))
    }

    @Test func `an address that stands for all is shown as one that a browser opens`() {
        #expect(greeting.text(host: "0.0.0.0", port: 80).contains("http://127.0.0.1:80/studio\n"))
        #expect(greeting.text(host: "::", port: 80).contains("http://[::1]:80/studio\n"))
    }

    @Test func `it says how many viewers the open files allow`() {
        #expect(greeting.peers == 1_000)
        #expect(
            greeting.text(host: "127.0.0.1", port: 1).contains(
                "viewers  up to 1000 (4256 open files, 4 a viewer"))
        #expect(greeting.warning != nil)
    }

    @Test func `on a shared port a viewer costs its connection only`() {
        let shared = Greeting(
            openFiles: OpenFileLimit(count: 4_256),
            localAddresses: ["192.0.2.1", "2001:db8::1"],
            mediaPorts: "UDP 8189",
            sharesPort: true,
            maximumSessions: 20_000
        )
        #expect(shared.peers == 4_000)
        let text = shared.text(host: "127.0.0.1", port: 1)
        #expect(text.contains("media    192.0.2.1, 2001:db8::1, UDP 8189\n"))
        #expect(text.contains("(4256 open files, 1 a viewer"))
    }

    @Test func `a range of ports is a bound too`() {
        var narrow = greeting
        narrow.portsPerAddress = 3
        #expect(narrow.peers == 3)
    }

    @Test func `it does not warn where the settings allow fewer`() {
        let few = Greeting(
            openFiles: OpenFileLimit(count: 4_256),
            localAddresses: ["192.0.2.1"],
            maximumSessions: 500
        )
        #expect(few.peers == 500)
        #expect(few.warning == nil)
    }
}
