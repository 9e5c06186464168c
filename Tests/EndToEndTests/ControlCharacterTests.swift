// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests of control characters in users' names and options, which other users read.
    @Suite struct ControlCharacters {
        /// A text that clears the screen and reverses the direction of text.
        ///
        /// A command line cannot have a zero byte.
        private static let hostile = "a\u{1B}[2J\u{202E}b"
        private static let printable = #"a\u001b[2J\u202eb"#

        @Test(arguments: Engine.chosen)
        func `control characters of an option are escaped in the reply to Docker's user and in the log`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                let log = "\(host.directory)/log/mdnp.log"
                let before = try String(contentsOfFile: log, encoding: .utf8).count
                for (option, place) in [
                    ("\(Self.hostile)\n=1", "option \(Self.printable)"),
                    ("mtu=\(Self.hostile)", "option mtu: \"\(Self.printable)"),
                ] {
                    let output = try await host.run("docker", "network", "create", "-d", "mdnp", "-o", option, "n")
                    #expect(output.status != 0)
                    #expect(output.errors.contains(place), "\(output.errors)")
                    #expect(!output.errors.contains("\u{1B}") && !output.errors.contains("\u{202E}"))
                }
                let lines = String(try String(contentsOfFile: log, encoding: .utf8).dropFirst(before))
                #expect(lines.split(separator: "\n").count { $0.contains(Self.printable) } == 2, "\(lines)")
                #expect(!lines.contains("\u{1B}") && !lines.contains("\u{202E}"))
                #expect(lines.split(separator: "\n").allSatisfy { $0.hasPrefix("20") })
            }
        }

        @Test(arguments: Engine.chosen)
        func `control characters of a network's name are escaped in tables, and kept in JSON`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network(Self.hostile)
                #expect(
                    try await eventually {
                        try await host.succeed("mdnp", "networks").contains(Self.printable)
                    }
                )
                #expect(try await !host.succeed("mdnp", "networks").contains("\u{1B}"))
                struct Row: Decodable { let name: String? }
                let json = Data(try await host.succeed("mdnp", "networks", "--format", "json").utf8)
                #expect(try JSONDecoder().decode([Row].self, from: json).map(\.name) == [Self.hostile])
            }
        }
    }
}
