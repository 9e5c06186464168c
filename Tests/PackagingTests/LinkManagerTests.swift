// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkModel
import Testing

extension Packaging {
    /// Tests of the configuration files with which link managers leave the links of mdnp alone.
    @Suite struct LinkManagers {
        /// Returns the patterns of names after a key in a file.
        private static func patterns(_ file: String, _ key: String) throws -> [String] {
            let text = try String(contentsOfFile: "\(project)/packaging/network/\(file)", encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(key) })
            return line.dropFirst(key.count).split { $0 == " " || $0 == "," }.map {
                String($0).replacing("interface-name:", with: "")
            }
        }

        @Test(arguments: [
            ("NetworkManager.conf", "match-device="), ("networkd.network", "Name="), ("dhcpcd.conf", "denyinterfaces "),
        ])
        func `the files for link managers name the links of mdnp and no others`(file: String, key: String) throws {
            let patterns = try Self.patterns(file, key)
            func isNamed(_ link: String) -> Bool { patterns.contains { fnmatch($0, link, 0) == 0 } }
            let id = "94ad0c03a8c1e0f2a79c41e0f2a79c41e0f2a79c41e0f2a79c41e0f2a79c41e0"
            let network = try Network(
                id: NetworkID(id),
                options: Options(),
                isInternal: false,
                subnets: []
            )
            let endpoint = try Endpoint(id: EndpointID(id), network: network.id)
            for link in [network.bridge, endpoint.link, endpoint.peer] { #expect(isNamed("\(link)"), "\(link)") }
            for link in ["eth0", "docker0", "br-0123456789ab", "veth0123456", "mvneta0", "mc0", "lo", "mdnp"] {
                #expect(!isNamed(link), "\(link)")
            }
        }

        @Test func `the files for link managers are installed in the directories that these programs read`() throws {
            let host = try Workplace()
            try script("stage", host.path)
            let files = try host.contents()
            for path in [
                "usr/lib/NetworkManager/conf.d/10-mdnp.conf", "usr/lib/systemd/network/10-mdnp.network",
                "usr/share/mdnp/dhcpcd.conf",
            ] { #expect(files.contains(path)) }
        }
    }
}
