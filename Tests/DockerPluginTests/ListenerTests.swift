// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import Glibc
import Listening
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ListenerTests {
    @Test func `only the owner can access the socket`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            try await running(service(.path(path))) { _ in
                try await untilConnectable(path)
                #expect(mode(of: path) == S_IFSOCK | 0o600)
            }
        }
    }

    @Test func `a missing directory is refused and not created`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/a/b/plugin.sock"
            let error = failure(path, "directory \(directory)/a/b does not exist; create it first")
            await #expect(throws: error) { try await service(.path(path)).run() }
            #expect(throws: error) { try PluginListener.path(path).check() }
            #expect(mode(of: directory + "/a") == nil)
        }
    }

    @Test func `a check reports an obstacle, and leaves no trace without one`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            let listener = PluginListener.path(path)
            #expect(throws: Never.self) { try listener.check() }
            #expect(mode(of: path) == nil)
            close(try listeningSocket(path))
            #expect(throws: Never.self) { try listener.check() }
            #expect(mode(of: path) != nil)
            unlink(path)
            try await running(service(listener)) { _ in
                try await untilConnectable(path)
                #expect(throws: failure(path, "another process listens on it")) { try listener.check() }
            }
            #expect(throws: failure("descriptor 9999", "Bad file descriptor")) {
                try PluginListener.adopted(descriptor: 9999).check()
            }
        }
    }

    @Test func `the socket is removed when the service ends`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            try await running(service(.path(path))) { _ in try await untilConnectable(path) }
            #expect(mode(of: path) == nil)
        }
    }

    @Test func `a stale socket without a listener is replaced`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            close(try listeningSocket(path))
            #expect(mode(of: path) != nil)
            try await running(service(.path(path))) { _ in
                try await untilConnectable(path)
                #expect(try await RawClient(path: path).call("Plugin.Activate").status == 200)
            }
        }
    }

    @Test func `a second listener is refused while the first one runs, and does not affect it`() async throws {
        try await withPlugin { plugin in
            await #expect(throws: failure(plugin.path, "another process listens on it")) {
                try await service(.path(plugin.path)).run()
            }
            let reply = try await plugin.call("Plugin.Activate")
            #expect(reply.status == 200)
        }
    }

    @Test func `only one of several services that start concurrently listens`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            close(try listeningSocket(path))
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { (try? await service(.path(path)).run()) == nil }
                }
                var refused = 0
                while refused < 7, let isRefused = await group.next() { refused += isRefused ? 1 : 0 }
                #expect(refused == 7)
                #expect((try? RawClient(path: path)) != nil)
                group.cancelAll()
            }
            #expect(mode(of: path) == nil)
        }
    }

    @Test func `a file, directory or link at the path is refused and stays unchanged`() async throws {
        try await withTemporaryDirectory { directory in
            let paths = ["/file", "/directory", "/link"].map { directory + $0 }
            close(creat(paths[0], 0o644))
            mkdir(paths[1], 0o755)
            symlink(directory + "/elsewhere", paths[2])
            for path in paths {
                let before = mode(of: path)
                await #expect(throws: failure(path, "the path exists and is not a socket")) {
                    try await service(.path(path)).run()
                }
                #expect(mode(of: path) == before)
            }
        }
    }

    @Test func `an empty path, or one that is too long, is refused`() async throws {
        let path = "/" + String(repeating: "x", count: 107)
        for path in [path, ""] {
            await #expect(throws: failure(path, "a socket path has 1 to 107 bytes")) {
                try await service(.path(path)).run()
            }
        }
    }

    @Test func `a socket that another process put at the path is not removed`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            var other: Int32 = -1
            try await running(service(.path(path))) { _ in
                try await untilConnectable(path)
                rename(path, directory + "/old.sock")
                other = try listeningSocket(path)
            }
            #expect(mode(of: path) != nil)
            close(other)
        }
    }

    @Test func `an adopted socket is served, and its file stays`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/plugin.sock"
            let descriptor = try listeningSocket(path)
            // systemd keeps its descriptor in the same way. Processes that other tests start must not inherit it.
            let keeper = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            let early = try RawClient(path: path)
            await early.send(RawClient.request("Plugin.Activate", ""))
            for listener in [descriptor, fcntl(keeper, F_DUPFD_CLOEXEC, 0)] {
                try await running(service(.adopted(descriptor: listener))) { _ in
                    let reply = try await RawClient(path: path).call("Plugin.Activate")
                    #expect(reply.status == 200)
                }
            }
            #expect(try await early.reply().status == 200)
            #expect(mode(of: path) != nil)
            close(keeper)
            // The service has closed its descriptor. A process that another test starts may hold a copy until its `execve`.
            let deadline = ContinuousClock.now + .seconds(60)
            while (try? RawClient(path: path)) != nil, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(throws: RawClient.Failure.number(ECONNREFUSED)) { try RawClient(path: path) }
        }
    }

    @Test func `a descriptor that does not listen is refused`() async throws {
        await #expect(throws: failure("descriptor 9999", "Bad file descriptor")) {
            try await service(.adopted(descriptor: 9999)).run()
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        await #expect(throws: failure("descriptor \(descriptor)", "the socket is not listening")) {
            try await service(.adopted(descriptor: descriptor)).run()
        }
        close(descriptor)
    }

    @Test func `the description of a listener is its path or descriptor`() {
        #expect("\(PluginListener.path("/run/x.sock"))" == "/run/x.sock")
        #expect("\(PluginListener.adopted(descriptor: 3))" == "descriptor 3")
        #expect("\(failure("/run/x.sock", "no room"))" == "listen on /run/x.sock: no room")
    }

    private func service(_ listener: PluginListener) -> DockerPluginService {
        let driver = JournalDriver()
        return DockerPluginService(
            networkDriver: driver,
            ipamDriver: driver,
            listener: listener,
            logger: quietLogger
        )
    }

    private func failure(_ subject: String, _ cause: String) -> ListenerError {
        ListenerError(subject: subject, cause: cause)
    }

    private func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    private func listeningSocket(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(withAddress(path) { bind(descriptor, $0, $1) } == 0)
        try #require(listen(descriptor, 16) == 0)
        return descriptor
    }
}
