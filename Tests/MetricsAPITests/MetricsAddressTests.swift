// SPDX-License-Identifier: Apache-2.0

import MetricsAPI
import Testing

struct MetricsAddressTests {
    @Test(arguments: ["127.0.0.1:9477", "0.0.0.0:80", "[::1]:9477", "[2001:db8::1]:65535", "192.0.2.1:1"])
    func `an address and a port are read and written the same`(text: String) {
        #expect(MetricsAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "9477", ":9477", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:80-90",
        "::1:9477", "[127.0.0.1]:9477", "localhost:9477", "[::1]9477", "127.0.0.1:+80", "on",
    ])
    func `anything else is refused`(text: String) {
        #expect(MetricsAddress(text) == nil)
    }

    @Test func `where nobody says otherwise only the host itself can ask`() {
        #expect(MetricsAddress.standard.description == "127.0.0.1:9477")
    }
}
