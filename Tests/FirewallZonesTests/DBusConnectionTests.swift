// SPDX-License-Identifier: Apache-2.0

import CLinux
import DBusWire
import Foundation
import Glibc
import Synchronization
import Testing

@testable import DBus

/// A connection to a real bus, and to programs of other protocols.
struct DBusConnectionTests {
    private static let limit = Duration.seconds(20)

    /// Runs a test beside its own dbus-daemon.
    private func withBus(_ test: (_ socket: String, _ bus: BusProcess) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "mdnp-bus-\(UUID().uuidString.prefix(8))"
        )
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let socket = directory.path + "/bus"
        let configuration = """
            <busconfig><listen>unix:path=\(socket)</listen><auth>EXTERNAL</auth><policy context="default">
            <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
            </policy></busconfig>
            """
        try configuration.write(toFile: directory.path + "/conf", atomically: true, encoding: .utf8)
        let bus = try BusProcess(configuration: directory.path + "/conf")
        defer { bus.end() }
        let deadline = ContinuousClock.now + .seconds(30)
        while !FileManager.default.fileExists(atPath: socket), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        try await test(socket, bus)
    }

    @Test func `calls get replies, errors have their names, and signals arrive`() async throws {
        try await withBus { socket, _ in
            try await DBusConnection.withConnection(to: socket, timeLimit: Self.limit) { bus in
                #expect(try await bus.call(.bus("NameHasOwner"), with: .string("a.b")) == [.boolean(false)])
                await #expect(throws: DBusError.self) { try await bus.call(.bus("NoSuch")) }
                do {
                    _ = try await bus.call(DBusMethod("m", of: "a.b", at: "/a", on: "a.b"))
                    Issue.record("the bus has no name a.b")
                } catch let error as DBusError {
                    guard case .refused(let name, _) = error else { throw error }
                    #expect(
                        ["org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner"]
                            .contains(name)
                    )
                }
                try await bus.subscribe(to: "type='signal',member='NameOwnerChanged',arg0='a.b'")
                _ = try await bus.call(.bus("RequestName"), with: .string("a.b"), .uint32(0))
                for await signal in bus.signals
                where signal.member == "NameOwnerChanged" || signal.member == "NameAcquired" {
                    break
                }
                #expect(try await bus.call(.bus("NameHasOwner"), with: .string("a.b")) == [.boolean(true)])
            }
        }
    }

    @Test func `many concurrent calls get their own replies`() async throws {
        try await withBus { socket, _ in
            try await DBusConnection.withConnection(to: socket, timeLimit: Self.limit) { bus in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let name = number.isMultiple(of: 2) ? "org.freedesktop.DBus" : "a.b"
                            let answer = try await bus.call(.bus("NameHasOwner"), with: .string(name))
                            #expect(answer == [.boolean(number.isMultiple(of: 2))])
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func `a connection ends with an error when its bus ends`() async throws {
        try await withBus { socket, daemon in
            await #expect(throws: DBusError.closed) {
                try await DBusConnection.withConnection(to: socket, timeLimit: Self.limit) { bus in
                    daemon.end()
                    for await _ in bus.signals {}
                    // The signals continue until the connection ends.
                    try await Task.sleep(for: .seconds(60))
                }
            }
        }
    }

    @Test(arguments: [
        "", "REJECTED EXTERNAL\r\n", "\u{1b}[2J\r\n", String(repeating: "x", count: 5000), "OK 1\r\nxxxxxxxxxxxxxxxx",
    ])
    func `a connection to a program that is not a bus ends within the time limit`(answer: String) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/mdnp-no-bus-\(UUID().uuidString.prefix(8))"
        let listener = try Listener(path: path)
        defer { listener.close() }
        listener.answer(with: Array(answer.utf8))
        let start = ContinuousClock.now
        await #expect(throws: (any Error).self) {
            try await DBusConnection.withConnection(to: path, timeLimit: .milliseconds(300)) { _ in
                Issue.record("there is no bus")
            }
        }
        // Other tests may block all threads for a while. Without a limit the wait has no end.
        #expect(ContinuousClock.now - start < .seconds(300))
    }

    @Test func `a missing socket is an error`() async {
        await #expect(throws: (any Error).self) {
            try await DBusConnection.withConnection(to: "/nonexistent/bus", timeLimit: Self.limit) { _ in }
        }
    }
}

/// A dbus-daemon process.
///
/// Foundation's `Process` is unsuitable: the program would block the signals that the calling thread blocks, SIGTERM among them.
private final class BusProcess: Sendable {
    private let id: Mutex<pid_t?>

    init(configuration: String) throws {
        let words = ["dbus-daemon", "--config-file=\(configuration)", "--nofork", "--nopidfile"]
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        try #require(posix_spawnp(&process, "dbus-daemon", nil, nil, &arguments, clinux_environment()) == 0)
        id = Mutex(process)
    }

    /// Stops the program, once.
    func end() {
        let process = id.withLock { id in
            defer { id = nil }
            return id
        }
        guard let process else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }
}

/// A Unix socket that replies once to one client, whatever the client sends, and then is silent.
private struct Listener {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0 && listen(descriptor, 4) == 0)
    }

    func answer(with bytes: [UInt8]) {
        Thread.detachNewThread { [descriptor] in
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else { return }
            _ = bytes.withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
            var buffer = [UInt8](repeating: 0, count: 1024)
            while read(client, &buffer, buffer.count) > 0 {}
            _ = Glibc.close(client)
        }
    }

    func close() {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        _ = Glibc.close(descriptor)
        unlink(path)
    }
}
