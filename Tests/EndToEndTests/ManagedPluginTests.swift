// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

extension EndToEnd {
    /// Tests of mdnp as a plugin that Docker runs from its own files.
    @Suite struct ManagedPlugin {
        @Test(arguments: Engine.chosen)
        func `mdnp works as a plugin that Docker manages, and its state survives its removal`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.stop(.mdnp)
                do {
                    try await host.installPlugin()
                    try await host.tryPlugin()
                    try await host.docker("plugin", "disable", Self.name)
                    try await host.docker("plugin", "rm", Self.name)
                } catch {
                    try await host.removePlugin()
                    throw error
                }
                try await host.succeed("test", "-s", "/var/lib/mdnp/mdnp.sqlite")
            }
        }

        fileprivate static let name = "mdnp:managed"
    }
}

extension LabHost {
    private var name: String { EndToEnd.ManagedPlugin.name }

    /// Creates a plugin of the mdnp that was built with these tests, and enables it.
    fileprivate func installPlugin() async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/plugin-image")
            .standardized.path
        try await succeed("env", "MDNP=\(directory)/bin/mdnp", script, "\(directory)/plugin")
        try await succeed("mkdir", "-p", "/var/lib/mdnp")
        try await docker("plugin", "create", name, "\(directory)/plugin")
        try await docker("plugin", "enable", name)
    }

    /// Removes the plugin, even while it is in use.
    fileprivate func removePlugin() async throws {
        _ = try await run("docker", "plugin", "disable", "--force", name)
        _ = try await run("docker", "plugin", "rm", "--force", name)
    }

    /// Runs an mdnp command within the plugin.
    private func mdnp(_ arguments: String...) async throws -> Output {
        let plugin = try await succeed("pidof", "mdnp")
        return try await run(["nsenter", "--target", plugin, "--mount", "--pid", "/usr/bin/mdnp"] + arguments)
    }

    /// Expects that the plugin has the permissions that it needs, and no others.
    private func tryGrants() async throws {
        let plugin = try await succeed("pidof", "mdnp")
        // The host settings that mdnp changes are writable.
        #expect(try await succeed("cat", "/proc/sys/net/ipv6/conf/all/forwarding") == "1")
        let mounts = try await succeed("cat", "/proc/\(plugin)/mountinfo").split(separator: "\n")
        let places = mounts.map { $0.split(separator: " ") }.filter { $0[4].hasPrefix("/sysctl") }
        #expect(places.map { $0[4] } == ["/sysctl/net/ipv6/conf"])
        let status = try await succeed("cat", "/proc/\(plugin)/status")
        let bounding = try #require(status.firstMatch(of: /CapBnd:\t([0-9a-f]+)/)?.1)
        let capabilities = try #require(UInt64(bounding, radix: 16))
        // CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_SYS_ADMIN.
        for number in [2, 19, 21] { #expect(capabilities & 1 << number == 0) }
        // The plugin sees only its own processes.
        #expect(status.contains(/NSpid:\t\d+\t1\n/))
        // An error names the holder of a taken port, as far as the plugin can see it.
        try await whileServing(120) { _ in
            let words = ["docker", "run", "--rm", "--network", "n", "--publish", "120:80", "busybox", "true"]
            let errors = try await run(words).errors
            #expect(errors.contains("host port 0.0.0.0:120/tcp is in use by a process of user 0"), "\(errors)")
        }
    }

    fileprivate func tryPlugin() async throws {
        let subnets = ["--subnet", "10.119.0.0/24", "--ipv6", "--subnet", "fd00:119::/64"]
        try await succeed(
            ["docker", "network", "create", "--driver", name, "--ipam-driver", name] + subnets + ["n"]
        )
        try await serve("web", on: "n", publishing: ["119:80"])
        try await container("alice", on: "n")
        #expect(try await reaches("10.119.0.1", from: "alice"))
        #expect(try await reaches("fd00:119::1", from: "alice"))
        #expect(try await ask(["tcp:127.0.0.1:119"], from: .host, within: 20) == ["web 10.119.0.1"])
        #expect(try await mdnp("doctor").text.hasPrefix("no problems found"))
        try await tryGrants()

        // Docker refuses to disable a plugin that is in use. A forced removal keeps the state.
        #expect(try await refusal("plugin", "disable", name).contains("in use"))
        try await removePlugin()
        let web = try await docker("IPAddress", of: "web", on: "n")
        #expect(try await reaches(web, from: "alice"))
        try await installPlugin()
        try await container("bob", on: "n", "--restart", "always")
        #expect(try await reaches("10.119.0.1", from: "bob"))
        #expect(try await reaches(web, from: "bob"))
        #expect(try await ask(["tcp:127.0.0.1:119"], from: .host, within: 20) == ["web 10.119.0.1"])

        // The plugin starts with Docker, before containers need it.
        try await restart(.engine)
        #expect(try await reaches("10.119.0.1", from: "bob"))
        #expect(try await mdnp("doctor").text.hasPrefix("no problems found"))

        try await docker("rm", "--force", "web", "alice", "bob")
        try await docker("network", "rm", "n")
        #expect(try await mdnp("networks", "--format", "json").text.filter { !$0.isWhitespace } == "[]")
    }
}
