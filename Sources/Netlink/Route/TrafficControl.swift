// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// The packet filters of the links of a network namespace (`tc`).
public struct TrafficControl: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the filters behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Sets the program that classifies each packet that a link receives, and replaces the program of the same priority.
    ///
    /// Equivalent to: `tc qdisc add dev NAME clsact; tc filter replace dev NAME ingress pref 1 bpf direct-action …`
    public func setInputFilter(
        of link: LinkIndex,
        priority: UInt16,
        to program: borrowing LoadedClassifier,
        name: String
    ) throws(NetlinkError) {
        let place = TrafficControlMessage.filterPlace(of: link)
        do throws(NetlinkError) {
            try exchange.send(
                NetlinkRequest(
                    "add clsact to link",
                    subject: "#\(link)",
                    type: .newQueue,
                    flags: [.create, .exclusive],
                    body: place
                )
            )
        } catch let error where error.isExists {}
        try program.descriptor.withRaw { raw throws(NetlinkError) in
            var filter = TrafficControlMessage.inputFilter(of: link, priority: priority)
            var classifier = ClassifierProgram()
            classifier.descriptor = UInt32(bitPattern: raw)
            classifier.name = name
            classifier.decides = true
            filter.kind = "bpf"
            filter.program = classifier
            try exchange.send(
                NetlinkRequest(
                    "set input filter of link",
                    subject: "#\(link)",
                    type: .newFilter,
                    flags: [.create, .replace],
                    body: filter
                )
            )
        }
    }

    /// Lists the programs that classify the packets that a link receives.
    ///
    /// Equivalent to: `tc filter show dev NAME ingress`
    public func inputPrograms(of link: LinkIndex) throws(NetlinkError) -> [ClassifierProgram] {
        var message = TrafficControlMessage(linkIndex: link)
        message.parent = TrafficControlMessage.inputFilter(of: link, priority: 0).parent
        let request = NetlinkRequest.list(
            "list input filters of link",
            subject: "#\(link)",
            type: .getFilter,
            body: message
        )
        return try exchange.read(request, expecting: .newFilter, as: TrafficControlMessage.self).compactMap(\.program)
    }
}
