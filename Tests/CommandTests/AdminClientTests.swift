// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import Testing

struct AdminClientTests {
    @Test func `a daemon that is not there is not waited for`() async throws {
        let clock = ContinuousClock()
        var waits: [Duration] = []
        for _ in 0..<3 {
            let start = clock.now
            let error = await #expect(throws: AdminError.self) {
                try await AdminClient(socketPath: "/nonexistent/admin.sock").status()
            }
            waits.append(clock.now - start)
            #expect(error?.isUnanswered == true)
        }
        // One of three, on a machine that has other things to do; an answer is waited for ten seconds.
        #expect(try #require(waits.min()) < .seconds(5))
    }
}
