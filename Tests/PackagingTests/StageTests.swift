// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Packaging {
    /// Tests of the files of an installed mdnp.
    @Suite struct Stage {
        @Test func `systemd accepts the units and finds their manual page`() throws {
            let host = try Workplace()
            // The executable is at the path that the unit names.
            try script("stage", "", host.path)
            let units = ["mdnp.socket", "mdnp.service"].map { "\(host.path)/lib/systemd/system/\($0)" }
            let manual = "MANPATH=\(host.path)/share/man"
            #expect(try run("env", manual, "systemd-analyze", "verify", "--man=yes", units[0], units[1]) == "")
        }

        @Test func `the service's exposure, as systemd-analyze security reports it, is below its threshold`() throws {
            let unit = "\(project)/packaging/systemd/mdnp.service"
            // The threshold is in tenths. The remaining exposure is root, the host's network and users, and the address families that mdnp
            // needs.
            let words = ["security", "--offline=true", "--threshold=23", "--no-pager", unit]
            #expect(throws: Never.self) { try run("systemd-analyze", words[0], words[1], words[2], words[3], words[4]) }
        }

        @Test func `neither the service nor the plugin may inspect other processes or read files of other users`()
            throws
        {
            let unit = try String(contentsOfFile: "\(project)/packaging/systemd/mdnp.service", encoding: .utf8)
            let plugin = try Data(contentsOf: URL(filePath: "\(project)/packaging/plugin/config.json"))
            let config = try #require(try JSONSerialization.jsonObject(with: plugin) as? [String: Any])
            let linux = try #require(config["linux"] as? [String: Any])
            let granted = try #require(linux["capabilities"] as? [String])
            let bounding = unit.split(separator: "\n").filter { $0.hasPrefix("CapabilityBoundingSet=") }
            #expect(bounding == ["CapabilityBoundingSet=CAP_NET_ADMIN CAP_BPF CAP_NET_BIND_SERVICE CAP_NET_RAW"])
            #expect(Set(granted) == ["CAP_NET_ADMIN", "CAP_BPF", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW"])
            #expect(config["pidhost"] == nil && config["ipchost"] == nil)
            let mounts = try #require(config["mounts"] as? [[String: Any]])
            #expect(mounts.compactMap { $0["source"] as? String } == ["/var/lib/mdnp", "/proc/sys/net/ipv6/conf"])
        }

        @Test func `the service's memory limit is finite and suffices for all endpoints and clients`() throws {
            let unit = try String(contentsOfFile: "\(project)/packaging/systemd/mdnp.service", encoding: .utf8)
            let words = try #require(unit.firstMatch(of: /\nMemoryMax=([0-9]+)G\n/)?.1)
            let megabytes = try #require(Int(words)) * 1024
            // The figures are those of Limits.md: without networks, for 40,000 endpoints, and for a client network that does not read.
            let needed = 46 + 40_000 * 12 / 1024 + 512 * 7 / 10
            #expect((needed...2048).contains(megabytes))
            // A throttled daemon answers no call in time.
            #expect(!unit.contains("MemoryHigh="))
        }

        @Test func `the manual is well-formed, and has every command and option`() throws {
            let host = try Workplace()
            try script("stage", host.path)
            let page = "\(host.path)/usr/share/man/man1/mdnp.1.gz"
            #expect(try run("mandoc", "-T", "lint", "-W", "warning", page) == "")
            #expect(try run("sh", "-c", "LC_ALL=C.UTF-8 man --warnings -l \(page) >/dev/null") == "")
            let text = try run("mandoc", "-T", "utf8", page).replacing(/.\u{8}/, with: "")
            let help = try run("\(host.path)/usr/bin/mdnp", "--help")
            let commands = help.split(separator: "\n").compactMap { $0.firstMatch(of: /^ {2}([a-z-]+) {2}[A-Z ]/)?.1 }
            #expect(commands.count >= 9)
            for command in commands {
                #expect(text.contains("mdnp \(command)"))
                let options = try run("\(host.path)/usr/bin/mdnp", "help", String(command)).matches(of: /--[a-z-]+/)
                for option in options { #expect(text.contains(option.output)) }
            }
        }

        @Test(arguments: [
            ("bash", "bash-completion/completions/mdnp"), ("zsh", "zsh/site-functions/_mdnp"),
            ("fish", "fish/vendor_completions.d/mdnp.fish"),
        ])
        func `each shell can parse its completions`(shell: String, path: String) throws {
            let host = try Workplace()
            try script("stage", host.path)
            let completions = "\(host.path)/usr/share/\(path)"
            #expect(try run(shell, "-n", completions) == "")
            #expect(try String(contentsOfFile: completions, encoding: .utf8).contains("uninstall-rules"))
        }
    }
}
