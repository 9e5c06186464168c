// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import Testing

struct SysctlTests {
    @Test func `a setting is read without its line break`() throws {
        #expect(try Sysctl(["kernel", "ostype"]).read() == "Linux")
    }

    @Test func `settings are read under another mount point`() throws {
        #expect(try Sysctl(["net", "ipv6"], under: "/sysctl").path == "/sysctl/net/ipv6")
        #expect(try Sysctl(["ostype"], under: "/proc/sys/kernel").read() == "Linux")
    }

    @Test(arguments: [[], ["net", ""], ["net", "."], ["net", "..", "etc"], ["net/ipv4"], ["net\0"]])
    func `a path that leads outside the settings is refused`(components: [String]) {
        let error = #expect(throws: SyscallError.self) { try Sysctl(components) }
        #expect(error?.number == .invalid)
    }

    @Test(.tags(.kernel), .requiresRoot, .freshNamespace)
    func `the setting of an interface with a dot in its name is written inside its namespace`() async throws {
        let namespace = try NetworkNamespace.ofTest
        try await Witness(namespace)("ip", "link", "add", "eth0.100", "type", "bridge")
        let forwarding = try Sysctl(["net", "ipv4", "conf", "eth0.100", "forwarding"])
        let value = try await namespace.run {
            try forwarding.write("1")
            return try forwarding.read()
        }
        #expect(value == "1")
        let error = #expect(throws: SyscallError.self) { try forwarding.read() }
        #expect(error?.number == .notFound)
    }
}
