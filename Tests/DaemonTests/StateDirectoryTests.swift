// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import PluginTesting
import Testing

/// Permissions of the state: it belongs to root alone, or mdnp does not start.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct StateDirectoryTests {
    private let daemon: Daemon
    private var path: String { daemon.process.stateDirectory.path }

    init() throws {
        daemon = try Daemon()
    }

    /// Returns the permissions of the files in the directory, by name; the empty name is the directory itself.
    private func permissions() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in [""] + (try FileManager.default.contentsOfDirectory(atPath: path)) {
            let file = name.isEmpty ? path : "\(path)/\(name)"
            found[name] = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        }
        return found
    }

    /// Starts the daemon, which must end without a socket for Docker; returns the last line of its log.
    private func refusal() throws -> String {
        try daemon.process.launch()
        #expect(daemon.process.wait() == 1)
        #expect(!FileManager.default.fileExists(atPath: daemon.process.socketPath))
        let line = daemon.process.log.split(separator: "\n").last.map(String.init) ?? ""
        #expect(line.contains(" critical cannot start cause="))
        return line
    }

    @Test func `the state directory and its files belong to root alone, and no warning is logged`() throws {
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1")
        // The daemon creates the reserve file for a full disk shortly after the start.
        let deadline = ContinuousClock.now + .seconds(60)
        while try !permissions().keys.contains("mdnp.sqlite.reserve"), ContinuousClock.now < deadline { usleep(2000) }
        let found = try permissions()
        #expect(
            Set(found.keys).isSuperset(of: ["", "mdnp.lock", "mdnp.sqlite", "mdnp.sqlite-wal", "mdnp.sqlite.reserve"])
        )
        for (name, mode) in found { #expect(mode == (name.isEmpty ? 0o700 : 0o600), "\(name)") }
        daemon.process.stop()
        #expect(!daemon.process.log.contains("tightened"))
    }

    @Test func `permissions for other users are removed, with a warning in the log`() throws {
        try daemon.process.start()
        try daemon.process.connect().createNetwork("n1")
        daemon.process.stop()
        for (name, mode) in [("", 0o777), ("/mdnp.sqlite", 0o644), ("/mdnp.lock", 0o666)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + name)
        }
        try daemon.process.start()
        #expect(try daemon.process.connectAdmin().get("/networks").contains("n1"))
        for (name, mode) in try permissions() { #expect(mode == (name.isEmpty ? 0o700 : 0o600), "\(name)") }
        let warnings = daemon.process.log.split(separator: "\n").filter {
            $0.contains(" warning permissions tightened ")
        }
        #expect(warnings.count == 3)
        #expect(warnings.contains { $0.hasSuffix("before=0777 now=0700 path=\(path)") })
        #expect(warnings.contains { $0.hasSuffix("before=0644 now=0600 path=\(path)/mdnp.sqlite") })
    }

    @Test(arguments: ["", "/"])
    func `a symbolic link as state directory is refused, and nothing is created in its target`(end: String)
        throws
    {
        let target = path + "-target"
        defer { try? FileManager.default.removeItem(atPath: target) }
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        daemon.process.options = ["--state-directory", path + end]
        let line = try refusal()
        #expect(line.contains("state directory \(path): is a symbolic link; name its target directory"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
    }

    @Test func `a state directory of another user is refused`() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(chown(path, 65534, 65534) == 0)
        #expect(try refusal().contains("state directory \(path): belongs to user 65534, not to user 0; "))
    }

    @Test(arguments: ["mdnp.sqlite", "mdnp.sqlite-wal", "mdnp.sqlite-shm", "mdnp.lock", "mdnp.sqlite.new"])
    func `a state file that is a symbolic link or belongs to another user is refused and left unchanged`(name: String)
        throws
    {
        try daemon.process.start()
        try daemon.process.connect().createNetwork("n1")
        daemon.process.stop()
        let file = "\(path)/\(name)"
        let victim = path + "-victim"
        defer { try? FileManager.default.removeItem(atPath: victim) }
        try Data("precious".utf8).write(to: URL(filePath: victim))
        try? FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: victim)
        #expect(try refusal().contains("state directory \(path): \(file) is a symbolic link; "))
        #expect(try Data(contentsOf: URL(filePath: victim)) == Data("precious".utf8))
        try FileManager.default.removeItem(atPath: file)
        try Data("planted".utf8).write(to: URL(filePath: file))
        #expect(chown(file, 65534, 65534) == 0)
        #expect(try refusal().contains("state directory \(path): \(file) belongs to user 65534, not to user 0; "))
        #expect(try Data(contentsOf: URL(filePath: file)) == Data("planted".utf8))
    }

    @Test func `uninstall-rules, which takes the lock of the state, refuses the same directory`() async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(chown(path, 65534, 65534) == 0)
        let error = await #expect(throws: CommandError.self) {
            try await daemon.witness(daemon.process.executablePath, "uninstall-rules", "--state-directory", path)
        }
        #expect(error?.output.contains("mdnp: state directory \(path): belongs to user 65534") == true)
    }

    @Test(arguments: ["--admin-socket", "--socket"])
    func `a socket is not created where other users could replace it`(flag: String) throws {
        let directory = path + "-open"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        daemon.process.options = [flag, "\(directory)/a.sock"]
        let refused = """
            mdnp: socket \(directory)/a.sock: other users can replace it in \(directory); \
            use a directory that only root can write

            """
        for (owner, mode) in [(0, 0o777), (65534, 0o755)] as [(uid_t, Int)] {
            #expect(chown(directory, owner, owner) == 0)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory)
            try daemon.process.launch()
            #expect(daemon.process.wait() == 1)
            #expect(daemon.process.log.hasSuffix(refused), "\(daemon.process.log)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
