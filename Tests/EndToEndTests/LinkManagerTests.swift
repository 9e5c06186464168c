// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests of programs on the host that configure any link they find.
    @Suite struct LinkManagers {
        /// The configuration file of the package.
        private static let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../packaging/network/dhcpcd.conf").standardized.path

        /// Runs dhcpcd until it has chosen addresses for some links, and returns its log.
        private func configure(_ links: [String], with file: String?, on host: LabHost) async throws -> String {
            // `nodev`: a lab host has no udev, which dhcpcd would query for links.
            let files = file.map { " '\($0)'" } ?? ""
            try await host.succeed(
                "sh",
                "-ec",
                "mkdir -p /run/dhcpcd /var/lib/dhcpcd; echo nodev | cat -\(files) >/run/dhcpcd.conf"
            )
            // This process blocks signals. A child with the same mask would not end on SIGTERM.
            let unblocked = """
                import os, signal, sys
                signal.pthread_sigmask(signal.SIG_SETMASK, [])
                os.execvp(sys.argv[1], sys.argv[1:])
                """
            let words = [
                "/usr/bin/python3", "-c", unblocked, "dhcpcd", "--nobackground", "--debug", "--script", "/bin/true",
                "--config", "/run/dhcpcd.conf",
            ]
            let id = try await host.background(words, to: "/run/dhcpcd.log")
            let isDone = try await eventually(within: .seconds(60)) {
                for link in links
                where try await !host.succeed("ip", "address", "show", "dev", link).contains(" 169.254.") {
                    return false
                }
                return true
            }
            let text = try await host.succeed("cat", "/run/dhcpcd.log")
            try await host.succeed("kill", id)
            #expect(try await eventually(within: .seconds(60)) { try await host.run("kill", "-0", id).status != 0 })
            #expect(isDone, "\(text)")
            return text
        }

        @Test(arguments: Engine.main)
        func `dhcpcd chooses addresses for container links, and with the package's file only for other links`(
            mainEngine engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.network("n", "--subnet", "10.122.0.0/24")
                    try await host.container("web", on: "n")
                    let names = try await host.links().map(\.name)
                    let link = try #require(names.first { $0.hasPrefix("mv") })
                    let bridge = try #require(names.first { $0.hasPrefix("mdnp-") })
                    _ = try await configure(["uplink0", link], with: nil, on: host)
                    let text = try await configure(["uplink0"], with: Self.file, on: host)
                    #expect(text.contains("uplink0: "))
                    let lines = text.split(separator: "\n").filter { $0.hasPrefix("\(link): ") }
                    #expect(lines.isEmpty, "\(lines)")
                    for name in [link, bridge] {
                        #expect(try await !host.succeed("ip", "address", "show", "dev", name).contains(" 169.254."))
                    }
                    #expect(try await host.reaches("10.122.0.1", from: "web"))
                }
            }
        }
    }
}
