// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import NetlinkWire

/// A socket with subscriptions to multicast groups, and its own thread.
final class NetlinkSubscription: Sendable {
    private static var bufferSize: Int { 256 * 1024 }

    private let descriptor: NetlinkDescriptor
    private let stop: WakeUp

    private init(_ family: NetlinkFamily, groups: [UInt32], in namespace: NetworkNamespace?) throws(SyscallError) {
        descriptor = try NetlinkDescriptor(family: family, namespace: namespace)
        stop = try WakeUp()
        for group in groups { try descriptor.join(group: group) }
    }

    /// Subscribes to the groups, and returns their events until the reader stops.
    ///
    /// An overrun takes the place of lost or undecodable events.
    static func events<Event: Sendable>(
        _ family: NetlinkFamily,
        groups: [UInt32],
        in namespace: NetworkNamespace?,
        capacity: Int,
        overrun: Event,
        decode: @escaping @Sendable (NetlinkMessage) throws(DecodeError) -> Event?
    ) throws(NetlinkError) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream<Event>.makeStream(bufferingPolicy: .bufferingNewest(capacity))
        do throws(SyscallError) {
            let subscription = try NetlinkSubscription(family, groups: groups, in: namespace)
            continuation.onTermination = { _ in subscription.stop.signal() }
            let thread = try NativeThread(name: "netlink-events") {
                subscription.listen { datagram in
                    // An event beyond the buffer of a slow reader is lost too.
                    let emit = { (event: Event) in
                        if case .dropped = continuation.yield(event) { continuation.yield(overrun) }
                    }
                    guard let datagram, let events = try? Self.read(datagram, decode) else { return emit(overrun) }
                    events.forEach(emit)
                }
                continuation.finish()
            }
            thread.detach()
        } catch {
            throw NetlinkError(operation: "subscribe to netlink events", subject: "", cause: .failed(error))
        }
        return stream
    }

    private static func read<Event>(
        _ datagram: ArraySlice<UInt8>,
        _ decode: (NetlinkMessage) throws(DecodeError) -> Event?
    ) throws(DecodeError) -> [Event] {
        var events: [Event] = []
        for message in try NetlinkMessage.decodeAll(datagram) {
            if let event = try decode(message) { events.append(event) }
        }
        return events
    }

    /// Passes datagrams to a closure until the subscription stops; nil is a loss of datagrams.
    private func listen(_ handle: (ArraySlice<UInt8>?) -> Void) {
        var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        while descriptor.waitToReceive(unless: stop.descriptor) {
            do throws(SyscallError) {
                while let count = try descriptor.receive(into: &buffer) { handle(Array(buffer[..<count])[...]) }
            } catch {
                guard error.number == .noBufferSpace || error.number == .messageTooLong else { return }
                handle(nil)
            }
        }
    }
}
