// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import LogLimits
import Logging
import NetworkModel
import Synchronization

extension RelayLoop {
    /// Accepts the connections that clients have made to a reserved port.
    func acceptClients(at socket: UInt64) {
        for _ in 0..<Self.arrivalsPerTurn {
            // A connection that cannot be relayed waits in the kernel, without a descriptor.
            guard allowance.allocate(2) else { return pause(socket) }
            switch state.registry.withLock({ $0.accept(on: socket) }) {
            case .none:
                return allowance.release(2)
            case .vanished:
                allowance.release(2)
            case .exhausted:
                allowance.release(2)
                return pause(socket)
            case .client(let raw, let target):
                begin(OwnedDescriptor(adopting: raw), target: target)
            }
        }
    }

    /// Relays a client connection, or resets it.
    private func begin(_ client: consuming OwnedDescriptor, target: Target?) {
        guard let target, admits(target) else { return refuse(client) }
        guard let container = try? OwnedDescriptor.connecting(to: target.container, over: .tcp) else {
            counts.remove(from: target.reservation, of: target.network)
            return refuse(client)
        }
        client.keepAlive(limits.keepalive)
        container.keepAlive(limits.keepalive)
        client.bound(limits.buffers)
        container.bound(limits.buffers)
        let number = nextNumber()
        let relay = StreamRelay(number, target: target, client: client, container: container)
        streams[number] = relay
        connecting[number] = now + limits.connectTime
        follow(number, relay: relay, after: relay.begin(by: state.poller))
    }

    /// Returns whether one more connection may be relayed, and counts it.
    private func admits(_ target: Target) -> Bool {
        guard let refusal = counts.add(to: target.reservation, from: target.network) else { return true }
        log.record(
            .notice,
            message: "client refused",
            cause: ["cause": "\(refusal)", "port": "\(target.port)"],
            details: ["client": "\(target.client)"],
            at: now
        )
        return false
    }

    /// Resets a connection that is not relayed.
    private func refuse(_ client: consuming OwnedDescriptor) {
        allowance.release(2)
        client.withRaw { _ = clinux_reset_on_close($0) }
    }

    /// Relays bytes as an event of a relayed connection allows.
    func relay(_ events: PollEvents, of token: EventToken) {
        guard let relay = streams[token.number] else { return }
        let outcome = relay.handle(events, of: token.kind, through: buffer, watchedBy: state.poller)
        if relay.isConnected { connecting[token.number] = nil }
        follow(token.number, relay: relay, after: outcome)
    }

    private func follow(_ number: UInt64, relay: StreamRelay, after outcome: StreamRelay.Outcome) {
        switch outcome {
        case .open:
            return
        case .ended:
            forget(number)
        case .failed:
            relay.reset()
            forget(number)
        }
    }

    /// Closes both connections of a relay.
    func forget(_ number: UInt64) {
        guard let relay = streams.removeValue(forKey: number) else { return }
        connecting[number] = nil
        counts.remove(from: relay.reservation, of: relay.network)
        allowance.release(2)
    }
}
