// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Spelling

struct SpellingTests {
    @Test func `an edit of any kind is one step`() {
        #expect(editDistance(from: "mtu", to: "mtu") == 0)
        #expect(editDistance(from: "mt", to: "mtu") == 1)
        #expect(editDistance(from: "mtuu", to: "mtu") == 1)
        #expect(editDistance(from: "mtx", to: "mtu") == 1)
        #expect(editDistance(from: "mut", to: "mtu") == 1)
        #expect(editDistance(from: "", to: "mtu") == 3)
        #expect(editDistance(from: "MTU", to: "mtu") == 0)
    }

    @Test func `the nearest name is found if one is near enough`() {
        #expect(nearestName(to: "sokcet", among: ["log-level", "socket"]) == "socket")
        #expect(nearestName(to: "colour", among: ["log-level", "socket"]) == nil)
        #expect(nearestName(to: "socket", among: []) == nil)
    }

    @Test(
        arguments: [
            ("com.docker.network.bridge.nam", "com.docker.network.bridge.name"),
            ("com.docker.network.bridge.enable_ic", "com.docker.network.bridge.enable_icc"),
            ("com.docker.network.driver.mut", "com.docker.network.driver.mtu"),
            ("com.dokcer.network.driver.mtu", "com.docker.network.driver.mtu"),
            ("com.docker.network.bridge.gateway_mode", nil), ("com.docker.network.bridge.trusted_links", nil),
            ("com.docker.network.driver.overlay.vxlanid_list", nil), ("com.docker.network.", nil), (".", nil),
        ] as [(String, String?)]
    )
    func `a common beginning alone is not near enough`(word: String, name: String?) {
        let known = [
            "com.docker.network.bridge.name", "com.docker.network.bridge.enable_icc", "com.docker.network.driver.mtu",
            "com.docker.network.bridge.host_binding_ipv4", "com.docker.network.host_ipv4",
        ]
        #expect(nearestName(to: word, among: known) == name)
    }

    @Test func `a word much longer than all names is compared with none`() {
        let word = String(repeating: "socket", count: 1 << 20)
        let start = ContinuousClock.now
        for _ in 0..<100 { #expect(nearestName(to: word, among: ["log-level", "socket"]) == nil) }
        // A single comparison would take seconds.
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
