// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import Testing

struct AdminClientTests {
    @Test func `a command without a daemon does not wait`() async throws {
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
        // The fastest of three, since the machine may be busy; the time limit of a reply is ten seconds.
        #expect(try #require(waits.min()) < .seconds(5))
    }
}
