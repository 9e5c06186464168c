// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The daemon on a kernel booted without IPv6 (`ipv6.disable=1`), as far as a process can simulate it: IPv6 sockets cannot be opened, and
/// there are no IPv6 sysctls.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct NoIPv6Tests {
    private static let network = String(repeating: "9c41e0f2", count: 8)

    /// A script that simulates such a kernel and executes mdnp.
    private static let script = #"""
        #!/usr/bin/python3 -IS
        import ctypes, errno, os, platform, socket, struct, sys
        libc = ctypes.CDLL(None, use_errno=True)
        CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000
        def check(result):
            if result != 0: raise OSError(ctypes.get_errno(), "fake")
        check(libc.unshare(CLONE_NEWNS))
        check(libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None))
        check(libc.mount(b"none", b"/proc/sys/net/ipv6", b"tmpfs", 0, None))
        call = {"x86_64": 41, "aarch64": 198}[platform.machine()]
        refuse = 0x00050000 | errno.EAFNOSUPPORT
        code = [(0x20, 0, 0, 0), (0x15, 0, 3, call), (0x20, 0, 0, 16), (0x15, 0, 1, socket.AF_INET6),
                (0x06, 0, 0, refuse), (0x06, 0, 0, 0x7fff0000)]
        text = b"".join(struct.pack("HBBI", *line) for line in code)
        buffer = ctypes.create_string_buffer(text)
        program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code), ctypes.addressof(buffer)))
        check(libc.prctl(22, 2, program, 0, 0))
        try:
            socket.socket(socket.AF_INET6)
            sys.exit("there is IPv6")
        except OSError as error:
            if error.errno != errno.EAFNOSUPPORT: raise
        os.execv("MDNP", ["MDNP"] + sys.argv[1:])
        """#

    @Test func `the daemon starts, publishes ports over IPv4 and refuses a subnet of IPv6 in one sentence`()
        async throws
    {
        let real = try Daemon()
        try await real.witness("ip", "link", "set", "lo", "up")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "mdnp-\(UUID().uuidString.prefix(8)).py"
        )
        defer { try? FileManager.default.removeItem(at: file) }
        try Self.script.replacing("MDNP", with: real.process.executablePath).write(
            to: file,
            atomically: true,
            encoding: .utf8
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        let process = try DaemonProcess(executable: file, in: try .ofTest)
        try process.start()
        let client = try process.connect()
        try client.createNetwork(Self.network)
        let life = Life(
            network: Self.network,
            endpoint: "e1",
            address: "10.1.0.2/16",
            ports: [PublishedPort(80, host: 8080), PublishedPort(53, host: 53, transport: 17)]
        )
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        let elements = try await real.witness("nft", "list", "map", "inet", "mdnp", "ports4")
        #expect(elements.contains("tcp . 8080 : 10.1.0.2 . 80") && elements.contains("udp . 53 : 10.1.0.2 . 53"))
        let sockets = try await real.witness("ss", "-Hlntu")
        #expect(sockets.contains("0.0.0.0:8080") && sockets.contains("0.0.0.0:53") && !sockets.contains("["))
        let error = #expect(throws: PluginCallError.self) {
            try client.createNetwork("f1c4", subnet: "fd00:9::/64", gateway: "fd00:9::1/64")
        }
        #expect(
            error.map { "\($0)" }?.contains(
                "subnet fd00:9::/64: IPv6 is disabled on this host (ipv6.disable=1); boot the kernel without ipv6.disable=1"
            ) == true,
            "\(String(describing: error))"
        )
        try life.delete(client)
        try client.deleteNetwork(Self.network)
        #expect(!process.log.contains(" error "), "\(process.log)")
        process.stop()
    }
}
