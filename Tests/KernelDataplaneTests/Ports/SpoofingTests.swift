// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import NetworkModel
import Testing

/// The source addresses that a container may use: which of its own frames reach a neighbor.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct SpoofingTests {
    /// Sends a frame, then a permitted one, and returns whether the neighbor received the first.
    private func arrives(
        _ speech: SentFrame,
        at receiver: Wire,
        from sender: Wire,
        _ cast: Cast
    ) async throws -> Bool {
        let frame = speech.frame(cast)
        let marker = Frame(
            to: cast.victim.mac,
            from: cast.own.mac,
            .datagram(from: cast.own(.v4), to: cast.victim(.v4), port: 4711)
        )
        try await sender.send(frame)
        try await sender.send(marker)
        return try await receiver.receives(frame, before: marker)
    }

    @Test(arguments: [false, true])
    func `a container sends only with its own addresses`(framesPassHost: Bool) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let (sender, receiver) = (
            try await Wire(scene.web.witness, "eth0"), try await Wire(neighbor.witness, "eth0")
        )
        let cast = Cast(own: scene.web.endpoint, victim: neighbor.endpoint)
        for speech in SentFrame.honest {
            #expect(try await arrives(speech, at: receiver, from: sender, cast), "\(speech)")
        }
        for speech in SentFrame.forged {
            #expect(try await !arrives(speech, at: receiver, from: sender, cast), "\(speech)")
        }
        // No other rule drops the frames.
        try await scene.host.carryOut(.change(adding: [], removing: [.link(scene.web.endpoint.link)]))
        for speech in SentFrame.forged {
            // The exception is the host's own chains, if frames pass them: no neighbor can have the host's addresses.
            let isTheHosts = framesPassHost && speech.description == "the address of the gateway"
            #expect(try await arrives(speech, at: receiver, from: sender, cast) == !isTheHosts, "\(speech)")
        }
    }

    @Test func `a container without assigned addresses sends from any address, but with one MAC address`() async throws
    {
        let scene = try await Scene()
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let link = scene.web.endpoint.link
        try await scene.host.add([.anySource(link)])
        let (sender, receiver) = (
            try await Wire(scene.web.witness, "eth0"), try await Wire(neighbor.witness, "eth0")
        )
        let cast = Cast(own: scene.web.endpoint, victim: neighbor.endpoint)
        for (place, speech) in SentFrame.forged.enumerated() {
            let arrives = try await arrives(speech, at: receiver, from: sender, cast)
            #expect(arrives == (place > 1), "\(speech)")
        }
    }

    @Test(arguments: [false, true])
    func `a container's broadcast does not come back to it`(framesPassHost: Bool) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let neighbor = try await scene.container("neighbor", 3, on: scene.network)
        let (wire, other) = (try await Wire(scene.web.witness, "eth0"), try await Wire(neighbor.witness, "eth0"))
        let cast = Cast(own: scene.web.endpoint, victim: neighbor.endpoint)
        let answer = Frame(
            to: scene.web.endpoint.mac,
            from: neighbor.endpoint.mac,
            .datagram(from: cast.victim(.v4), to: cast.own(.v4), port: 9)
        )
        for speech in SentFrame.honest.suffix(5) {
            let frame = speech.frame(cast)
            try await wire.send(frame)
            try await other.send(answer)
            #expect(try await !wire.receives(frame, before: answer), "\(speech)")
        }
    }

    @Test(arguments: [false, true])
    func `duplicate address detection of a container finds no duplicate`(framesPassHost: Bool) async throws {
        let scene = try await Scene(framesPassHost: framesPassHost)
        let witness = scene.web.witness
        // Without the nonce that identifies the container's own solicitation, as in older systems.
        for setting in ["accept_dad=1", "dad_transmits=1", "enhanced_dad=0"] {
            try await witness("sysctl", "-qw", "net.ipv6.conf.eth0.\(setting)")
        }
        try await witness("ip", "address", "delete", "fd00:1::2/64", "dev", "eth0")
        try await witness("ip", "address", "add", "fd00:1::2/64", "dev", "eth0")
        let deadline = ContinuousClock.now + .seconds(60)
        while try await witness("ip", "-6", "address", "show", "dev", "eth0").contains("tentative") {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await !witness("ip", "-6", "address", "show", "dev", "eth0").contains("dadfailed"))
    }
}
