// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import Glibc
import Testing

/// Tests of the memory that a refused body occupies, run alone, since other tests of the process occupy memory as well.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct BodyMemoryTests {
    @Test(arguments: [true, false])
    func `a body of 512 MiB is refused and not kept in memory`(isAnnounced: Bool) async throws {
        let driver = JournalDriver()
        try await withPlugin(driver) { plugin in
            let client = try plugin.client()
            let chunk = [UInt8](repeating: 0x20, count: 1 << 20)
            let before = residentBytes()
            let framing = isAnnounced ? "Content-Length: \(512 << 20)" : "Transfer-Encoding: chunked"
            await client.send("POST /NetworkDriver.Join HTTP/1.1\r\n\(framing)\r\n\r\n")
            for _ in 0..<512 {
                if !isAnnounced { await client.send("100000\r\n") }
                await client.send(chunk)
                if !isAnnounced { await client.send("\r\n") }
            }
            if !isAnnounced { await client.send("0\r\n\r\n") }
            #expect(try await client.reply().status == 413)
            #expect(residentBytes() - before < 256 << 20)
            #expect(try await client.call("Plugin.Activate").status == 200)
            #expect(driver.all.isEmpty)
        }
    }

    /// Returns the resident memory of this process in bytes.
    private func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        fgets(&line, 128, file)
        let fields = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(getpagesize())
    }
}
