// SPDX-License-Identifier: Apache-2.0

import Foundation
import Lab
import Testing

/// The source of a request.
enum Place: Sendable {
    /// A client outside the host.
    case world
    /// The host itself.
    case host
    /// A running container.
    case container(String)
}

extension LabHost {
    /// The addresses of the host in the world's network.
    static let addresses = ["198.51.100.1", "[2001:db8:100::1]"]

    /// The path of `script/peer`, which is both the client and the server of each request.
    static var peer: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/peer").standardized.path
    }

    /// Returns the arguments of `docker run` for a container that answers on ports with its name and the client's address.
    ///
    /// A port is published in TCP and UDP unless it ends in `/tcp` or `/udp`. A network may have a suffix `,driver-opt=KEY=VALUE`.
    private func serving(
        _ name: String,
        on network: String,
        _ published: [String],
        _ ports: [Int],
        _ options: [String]
    ) -> [String] {
        // The image is busybox. Python and its libraries come from the machine.
        let volumes = ["/usr:/usr:ro", "/usr/lib:/lib:ro", "/usr/lib64:/lib64:ro", "\(Self.peer):/peer:ro"]
            .filter { FileManager.default.fileExists(atPath: String($0.prefix { $0 != ":" })) }
        let mappings = published.flatMap { $0.contains("/") ? [$0] : ["\($0)/tcp", "\($0)/udp"] }
        return ["run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", "name=\(network)"]
            + volumes.flatMap { ["--volume", $0] } + mappings.flatMap { ["--publish", $0] } + options
            + ["busybox", "/peer", "serve", name] + ports.map(String.init)
    }

    /// Runs a container that answers on ports.
    func serve(
        _ name: String,
        on network: String,
        publishing published: [String] = [],
        listening ports: [Int] = [80],
        _ options: String...
    ) async throws {
        try await succeed(["docker"] + serving(name, on: network, published, ports, options))
        try await listens(name)
    }

    /// Returns Docker's error when such a container cannot run.
    ///
    /// The objects that Docker created nevertheless stay.
    func servingRefusal(
        _ name: String,
        on network: String,
        publishing published: [String],
        _ options: String...
    ) async throws -> String {
        try await refusal(serving(name, on: network, published, [80], options))
    }

    /// Waits until a container answers: then its process has the name `ready`.
    func listens(_ name: String) async throws {
        let process = try await docker("inspect", "--format", "{{.State.Pid}}", name)
        #expect(try await eventually { try await isReady(process) }, "\(name) listens")
    }

    private func isReady(_ process: String) async throws -> Bool {
        try await run("cat", "/proc/\(process)/comm").text == "ready"
    }

    /// Runs work while a host process answers on a port with the name `process`.
    ///
    /// The work gets the process id.
    func whileServing(_ port: Int, from place: Place = .host, _ work: (String) async throws -> Void) async throws {
        let words = try await entry(place) + [Self.peer, "serve", "process", "\(port)"]
        let id = try await background(words)
        #expect(try await eventually { try await isReady(id) })
        do {
            try await work(id)
        } catch {
            try await succeed("kill", "-KILL", id)
            throw error
        }
        try await succeed("kill", "-KILL", id)
        _ = try await eventually { try await run("kill", "-0", id).status != 0 }
    }

    /// Starts a program that outlives the command, with its output in a file, and returns its process id.
    func background(_ words: [String], to file: String = "/dev/null") async throws -> String {
        try await succeed(["sh", "-c", "\"$@\" </dev/null >\(file) 2>&1 & echo $!", "sh"] + words)
    }

    /// Returns the prefix that runs a command in a place.
    func entry(_ place: Place) async throws -> [String] {
        switch place {
        case .host: return []
        case .world: return ["nsenter", "--net=/run/netns/world"]
        case .container(let name):
            return ["nsenter", "--net=/proc/\(try await docker("inspect", "--format", "{{.State.Pid}}", name))/ns/net"]
        }
    }

    /// Runs a command in the network namespace of a place.
    @discardableResult
    func succeed(in place: Place, _ words: String...) async throws -> String {
        try await succeed(try await entry(place) + words)
    }

    /// Sends requests (`tcp:[::1]:80`) concurrently and repeats each one until an answer arrives, for at most the given seconds.
    func ask(
        _ questions: [String],
        from place: Place,
        within time: Double,
        as source: String? = nil
    ) async throws -> [String] {
        let options = ["--within", "\(time)"] + (source.map { ["--from", $0] } ?? [])
        let text = try await succeed(try await entry(place) + [Self.peer, "ask"] + options + questions)
        let answers = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // The output of a command has no trailing empty lines.
        return answers + Array(repeating: "", count: questions.count - answers.count)
    }

    /// Starts a process that sends UDP requests from one port without a pause, and returns its id.
    ///
    /// Each answer is a line of the file.
    func call(_ question: String, from place: Place, to file: String) async throws -> String {
        try await background(try await entry(place) + [Self.peer, "call", question], to: file)
    }

    /// Returns the error of a host process that binds each port (`tcp:0.0.0.0:80`), or `ok`.
    func bind(_ questions: [String]) async throws -> [String] {
        try await succeed([Self.peer, "bind"] + questions).split(separator: "\n").map(String.init)
    }

    /// Expects an answer from a port at each address, in TCP and UDP: a container's name, with or without the client's address.
    func expect(
        _ answer: String,
        at addresses: [String],
        _ port: Int,
        over transports: [String] = ["tcp", "udp"],
        from place: Place,
        as source: String? = nil,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let questions = addresses.flatMap { address in transports.map { "\($0):\(address):\(port)" } }
        let answers = try await ask(questions, from: place, within: 20, as: source)
        for (question, given) in zip(questions, answers) {
            let isAnswered = given == answer || given.hasPrefix("\(answer) ")
            #expect(
                isAnswered,
                "\(question) from \(place) says \"\(given)\", not \"\(answer)\"",
                sourceLocation: location
            )
        }
    }

    /// Expects no answer from ports, in TCP and UDP.
    func expectSilence(
        at addresses: [String],
        _ ports: Int...,
        over transports: [String] = ["tcp", "udp"],
        from place: Place,
        as source: String? = nil,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let questions = addresses.flatMap { address in
            ports.flatMap { port in transports.map { "\($0):\(address):\(port)" } }
        }
        for (question, given) in zip(questions, try await ask(questions, from: place, within: 0.7, as: source)) {
            #expect(given == "", "\(question) from \(place)", sourceLocation: location)
        }
    }
}
