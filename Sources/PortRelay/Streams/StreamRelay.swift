// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// A client's connection and the one to the container, and what passes between them.
final class StreamRelay {
    /// How often one side is read before others have their turn.
    private static let readsPerTurn = 4

    /// Which holding of a port it belongs to.
    let holding: UInt64
    /// What counts as one client with the client.
    let network: ClientNetwork
    private var client: StreamEnd
    private var container: StreamEnd
    private var toContainer = Flow()
    private var toClient = Flow()
    /// Whether the container has taken the connection.
    private(set) var isConnected = false

    init(_ number: UInt64, lead: Lead, client: consuming OwnedDescriptor, container: consuming OwnedDescriptor) {
        holding = lead.holding
        network = lead.network
        self.client = StreamEnd(client, token: EventToken(.client, number: number))
        self.container = StreamEnd(container, token: EventToken(.container, number: number))
    }

    /// What becomes of it.
    enum Outcome {
        /// It goes on.
        case open
        /// Both sides have ended.
        case ended
        /// One side failed, and so the other is reset.
        case failed
    }

    /// Begins, while the container's side is being connected.
    func begin(by poller: borrowing Poller) -> Outcome {
        watch(by: poller)
    }

    /// Does what an event of one side allows.
    func handle(
        _ events: PollEvents,
        of side: EventToken.Kind,
        through buffer: UnsafeMutableRawBufferPointer,
        watchedBy poller: borrowing Poller
    ) -> Outcome {
        if events.contains(.failed) {
            passLastBytes(of: side, through: buffer)
            return .failed
        }
        if side == .container && !isConnected {
            guard container.descriptor.withRaw(clinux_socket_error) == 0 else { return .failed }
            isConnected = true
            return watch(by: poller)
        }
        do throws(SyscallError) {
            // Bytes for this side, then bytes from it.
            let isClient = side == .client
            if events.contains(.writable) { try pump(toContainer: !isClient, through: buffer) }
            if !events.isDisjoint(with: [.readable, .hungUp]) && isConnected {
                try pump(toContainer: isClient, through: buffer)
            }
        } catch {
            passLastBytes(of: .client, through: buffer)
            passLastBytes(of: .container, through: buffer)
            return .failed
        }
        let outcome = watch(by: poller)
        if events.contains(.hungUp) {
            if side == .client { client.leaveAlone(by: poller) } else { container.leaveAlone(by: poller) }
        }
        return outcome
    }

    /// Has both connections reset when they are closed.
    func reset() {
        client.reset()
        container.reset()
    }

    /// Passes on what came before a side failed, as far as there is room.
    ///
    /// A server may answer before it has read everything, and then its end is a reset.
    private func passLastBytes(of side: EventToken.Kind, through buffer: UnsafeMutableRawBufferPointer) {
        guard isConnected else { return }
        for _ in 0..<Self.readsPerTurn {
            guard (try? pump(toContainer: side == .client, through: buffer)) != nil else { return }
        }
    }

    private func pump(toContainer: Bool, through buffer: UnsafeMutableRawBufferPointer) throws(SyscallError) {
        if toContainer {
            try Self.pump(&self.toContainer, from: client, to: container, through: buffer)
        } else {
            try Self.pump(&toClient, from: container, to: client, through: buffer)
        }
    }

    /// Passes on what waits, and then what is there to read, as far as there is room.
    private static func pump(
        _ flow: inout Flow,
        from sender: borrowing StreamEnd,
        to receiver: borrowing StreamEnd,
        through buffer: UnsafeMutableRawBufferPointer
    ) throws(SyscallError) {
        if flow.hasWaiting {
            let result = flow.withWaiting { bytes in
                Result { () throws(SyscallError) in try receiver.write(bytes) }
            }
            flow.wrote(try result.get())
        }
        var turns = readsPerTurn
        while flow.wantsBytes && turns > 0 {
            turns -= 1
            guard let count = try sender.read(into: buffer) else { break }
            if count == 0 {
                flow.end()
                break
            }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            let written = try receiver.write(bytes)
            if written < count { flow.keep(UnsafeRawBufferPointer(rebasing: bytes[written...])) }
        }
        if flow.mustFinish {
            try receiver.finish()
            flow.finish()
        }
    }

    /// Watches both sides for what is wanted of them now.
    private func watch(by poller: borrowing Poller) -> Outcome {
        if toContainer.isFinished && toClient.isFinished { return .ended }
        do throws(SyscallError) {
            try client.watch(for: Self.events(isConnected, reads: toContainer, writes: toClient), by: poller)
            // While it is being connected, room to write is what says that it is.
            let events = isConnected ? Self.events(true, reads: toClient, writes: toContainer) : .writable
            try container.watch(for: events, by: poller)
            return .open
        } catch {
            return .failed
        }
    }

    private static func events(_ isConnected: Bool, reads: Flow, writes: Flow) -> PollEvents {
        var events: PollEvents = []
        if reads.wantsBytes && isConnected { events.insert(.readable) }
        if writes.hasWaiting { events.insert(.writable) }
        return events
    }
}
