import Testing

@testable import Spelling

struct SpellingTests {
    @Test func `one edit is one step away, whichever it is`() {
        #expect(editDistance(from: "mtu", to: "mtu") == 0)
        #expect(editDistance(from: "mt", to: "mtu") == 1)
        #expect(editDistance(from: "mtuu", to: "mtu") == 1)
        #expect(editDistance(from: "mtx", to: "mtu") == 1)
        #expect(editDistance(from: "mut", to: "mtu") == 1)
        #expect(editDistance(from: "", to: "mtu") == 3)
        #expect(editDistance(from: "MTU", to: "mtu") == 0)
    }

    @Test func `the nearest name is found where one is near, and none where none is`() {
        #expect(nearestName(to: "sokcet", among: ["log-level", "socket"]) == "socket")
        #expect(nearestName(to: "colour", among: ["log-level", "socket"]) == nil)
        #expect(nearestName(to: "socket", among: []) == nil)
    }

    @Test func `a word that is longer than any name could be meant by is compared with none`() {
        let word = String(repeating: "socket", count: 1 << 20)
        let start = ContinuousClock.now
        for _ in 0..<100 { #expect(nearestName(to: word, among: ["log-level", "socket"]) == nil) }
        // One comparison alone would take seconds.
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
