// SPDX-License-Identifier: Apache-2.0

import CLinux
import KernelTesting
import LinuxSystem
import Testing

@Suite(.tags(.kernel), .requiresRoot, .timeLimit(.minutes(10)))
struct NetworkNamespaceTests {
    @Test func `a body runs inside the namespace, and its caller stays outside`() async throws {
        let home = try NetworkNamespace.current().identity
        let namespace = try NetworkNamespace.new()
        let inside = try await namespace.run { try NetworkNamespace.current().identity }
        #expect(inside == (try namespace.identity))
        #expect(inside != home)
        #expect(try NetworkNamespace.current().identity == home)
    }

    @Test func `a blocking body runs inside the namespace`() throws {
        let namespace = try NetworkNamespace.new()
        let inside = try namespace.runBlocking { () throws(SyscallError) in try NetworkNamespace.current().identity }
        #expect(inside == (try namespace.identity))
    }

    @Test func `an error of a body reaches the caller`() async throws {
        struct Expected: Error {}
        let namespace = try NetworkNamespace.new()
        await #expect(throws: Expected.self) { try await namespace.run { throw Expected() } }
    }

    @Test func `a namespace opens by the id of a process in it`() throws {
        #expect(try NetworkNamespace(processID: getpid()).identity == NetworkNamespace.current().identity)
    }

    @Test func `a descriptor of another kind cannot be entered`() throws {
        let file = try NetworkNamespace(path: "/dev/null")
        let error = #expect(throws: SyscallError.self) { try file.runBlocking {} }
        #expect(error?.number == .invalid)
        #expect("\(try #require(error))" == "enter network namespace: EINVAL: Invalid argument")
    }

    @Test(.freshNamespace, arguments: 0..<40)
    func `forty test cases have forty namespaces at once`(number: Int) async throws {
        let namespace = try NetworkNamespace.ofTest
        let name = "case\(number)"
        let witness = Witness(namespace)
        try await witness("ip", "link", "add", name, "type", "bridge")
        let links = try await witness("ip", "-o", "link")
        #expect(links.contains(name))
        #expect(links.split(separator: "\n").count == 2)
    }

    @Test func `pool threads stay outside the namespace`() async throws {
        let home = try NetworkNamespace.current().identity
        let namespace = try NetworkNamespace.new()
        // The time is longer than the pool keeps idle threads, so that the resumption creates a new one.
        try await namespace.run { _ = sleep(8) }
        let homes = await withTaskGroup { group in
            for _ in 0..<64 {
                group.addTask {
                    let identity = try? NetworkNamespace.current().identity
                    usleep(2000)
                    return identity
                }
            }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(homes == [home])
    }
}
