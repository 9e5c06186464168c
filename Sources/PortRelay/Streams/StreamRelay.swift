// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// A relay between the connection of a client and one to the container.
final class StreamRelay {
    /// The maximum number of reads from one side before other relays get their turn.
    private static let readsPerTurn = 4

    /// The number of the port's reservation.
    let reservation: UInt64
    /// The network that limits count as one client.
    let network: ClientNetwork
    private var client: StreamEnd
    private var container: StreamEnd
    private var toContainer = Flow()
    private var toClient = Flow()
    /// A Boolean value that indicates whether the connection to the container is established.
    private(set) var isConnected = false

    init(_ number: UInt64, target: Target, client: consuming OwnedDescriptor, container: consuming OwnedDescriptor) {
        reservation = target.reservation
        network = target.network
        self.client = StreamEnd(client, token: EventToken(.client, number: number))
        self.container = StreamEnd(container, token: EventToken(.container, number: number))
    }

    /// The state of a relay after an event.
    enum Outcome {
        /// The relay continues.
        case open
        /// Both sides have ended.
        case ended
        /// One side failed, so the other is reset.
        case failed
    }

    /// Starts the relay while the connection to the container is being established.
    func begin(by poller: borrowing Poller) -> Outcome {
        watch(by: poller)
    }

    /// Handles an event of one side.
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
            // Bytes for this side come first, then bytes from it.
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

    /// Makes the close of both sockets reset their connections.
    func reset() {
        client.reset()
        container.reset()
    }

    /// Relays bytes that arrived before a side failed, as far as there is room.
    ///
    /// A server may reply before it has read everything, and then its end is a reset.
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

    /// Relays waiting bytes and then available bytes, as far as there is room.
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

    /// Updates the watched events of both sides.
    private func watch(by poller: borrowing Poller) -> Outcome {
        if toContainer.isFinished && toClient.isFinished { return .ended }
        do throws(SyscallError) {
            try client.watch(for: Self.events(isConnected, reads: toContainer, writes: toClient), by: poller)
            // Room to write indicates that the connection is established.
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
