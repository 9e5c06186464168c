// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import Glibc
import Testing

@testable import LinuxSystem

@Suite(.timeLimit(.minutes(10)))
struct ServiceManagerTests {
    private static func passed(
        _ environment: [String: String],
        first: Int32 = 3
    ) throws -> [PassedSocket] {
        try ServiceManager(environment: environment, processID: 77, first: first).sockets
    }

    /// Creates Unix sockets of a type, each at its path or name, and closes them at the end.
    private func withSocket(
        at path: String,
        type: __socket_type = SOCK_STREAM,
        listens: Bool = true,
        _ body: (Int32) throws -> Void
    ) throws {
        let descriptor = socket(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer {
            close(descriptor)
            unlink(path)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        if path.hasPrefix("@") { address.sun_path.0 = 0 }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(length + path.utf8.count))
            }
        }
        try #require(result == 0)
        if listens { try #require(listen(descriptor, 1) == 0) }
        try body(descriptor)
    }

    private var path: String {
        FileManager.default.temporaryDirectory.appending(path: "mdnp-\(UUID().uuidString.prefix(8))").path()
    }

    @Test func `no socket is passed without variables, or with those of another process`() throws {
        #expect(try Self.passed([:]).isEmpty)
        #expect(try Self.passed(["LISTEN_FDS": "1"]).isEmpty)
        #expect(try Self.passed(["LISTEN_FDS": "1", "LISTEN_PID": "78"]).isEmpty)
        #expect(try Self.passed(["LISTEN_PID": "77"]).isEmpty)
        #expect(try Self.passed(["LISTEN_FDS": "0", "LISTEN_PID": "77"]).isEmpty)
    }

    @Test(arguments: ["", "x", "-1", "99999999999", "5000"])
    func `an invalid count is refused`(count: String) throws {
        let error = #expect(throws: SyscallError.self) {
            try Self.passed(["LISTEN_FDS": count, "LISTEN_PID": "77"])
        }
        #expect("\(try #require(error))" == "read LISTEN_FDS=\(count): EINVAL: Invalid argument")
    }

    @Test func `passed descriptors start at 3 and have their names`() throws {
        let environment = ["LISTEN_FDS": "3", "LISTEN_PID": "77", "LISTEN_FDNAMES": "mdnp.socket::more:and more"]
        let sockets = try Self.passed(environment, first: 100_003)
        #expect(sockets.map(\.descriptor) == [100_003, 100_004, 100_005])
        #expect(sockets.map(\.name) == ["mdnp.socket", "", "more"])
        #expect(Set(sockets.map(\.kind)) == [.other("not open")])
    }

    private func kind(_ descriptor: Int32) throws -> PassedSocket.Kind? {
        try Self.passed(["LISTEN_FDS": "1", "LISTEN_PID": "77"], first: descriptor).first?.kind
    }

    @Test func `a listening socket is recognized with its path, and no child inherits it`() throws {
        for path in [path, "@mdnp-\(UUID().uuidString)"] {
            try withSocket(at: path) { descriptor in
                try #require(fcntl(descriptor, F_SETFD, 0) == 0)
                #expect(try kind(descriptor) == .unixListener(path: path))
                #expect(fcntl(descriptor, F_GETFD) == FD_CLOEXEC)
            }
        }
    }

    @Test func `passed descriptors that do not listen are described`() throws {
        try withSocket(at: path, listens: false) { descriptor in
            let kind = try kind(descriptor)
            #expect(kind == .other("a socket that is not listening"))
        }
        try withSocket(at: path, type: SOCK_DGRAM, listens: false) { descriptor in
            let kind = try kind(descriptor)
            #expect(kind == .other("not a stream socket"))
        }
        let internet = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(internet) }
        #expect(try kind(internet) == .other("not a Unix socket"))
        let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        #expect(try kind(file) == .other("not a socket"))
    }

    @Test func `notices reach a socket by its path or name, in the form of the service manager`() throws {
        for path in [path, "@mdnp-\(UUID().uuidString)"] {
            try withSocket(at: path, type: SOCK_DGRAM, listens: false) { descriptor in
                let manager = try ServiceManager(environment: ["NOTIFY_SOCKET": path], processID: 77)
                try manager.notify(.ready, .status("serves\nDocker"))
                try manager.notify(.stopping)
                var bytes = [UInt8](repeating: 0, count: 100)
                var messages: [String] = []
                for _ in 0..<2 {
                    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
                    messages.append(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self))
                }
                #expect(messages == ["READY=1\nSTATUS=serves Docker", "STOPPING=1"])
            }
        }
    }

    @Test func `a notice without a service manager has no effect, and one to a missing socket fails`() throws {
        for environment in [[:], ["NOTIFY_SOCKET": ""]] {
            try ServiceManager(environment: environment, processID: 77).notify(.ready)
        }
        let path = path
        let error = #expect(throws: SyscallError.self) {
            try ServiceManager(environment: ["NOTIFY_SOCKET": path], processID: 77).notify(.ready)
        }
        #expect(error?.number == .notFound)
        #expect(error?.subject == path)
        #expect(throws: SyscallError.self) {
            try ServiceManager(environment: ["NOTIFY_SOCKET": "relative"], processID: 77).notify(.ready)
        }
    }
}
