// SPDX-License-Identifier: Apache-2.0

import Addressing

@testable import NetworkModel

/// A mode for tests: a network has no link, and each endpoint has a wire, a link pair whose host end is in no bridge.
struct TestMode: NetworkMode {
    static let word = OptionKey(
        "test",
        of: [.network, .endpoint],
        usual: "",
        read: { (text) throws(Refusal) in text.text },
        write: { $0 }
    )

    var name: String { "test" }
    var options: [OptionDefinition] { [Self.word.option] }

    func isChosen(by options: [String: String]) -> Bool { options["test"] != nil }

    func networkOptions(_ texts: [String: String], for families: Set<IPFamily>) throws(Refusal) -> Options {
        try Options(stored: texts, of: options)
    }

    func endpointOptions(_ texts: [String: String]) throws(Refusal) -> Options {
        try Options(stored: texts, of: options)
    }

    func link(of network: Network) -> InterfaceName? { nil }
    func mtu(of network: Network, in observed: ObservedState) -> Int? { nil }
    func check(_ network: Network, against other: Network) throws(Refusal) {}
    func link(having mac: MACAddress, of network: Network) -> String? { nil }
    func resources(for network: Network, wayOut: [IPFamily: Int]) -> [Resource] { [] }
    func links(of network: NetworkID) -> [ResourceKey] { [] }

    func resources(for endpoint: Endpoint, on network: Network) -> [Resource] {
        let link = VethLink(endpoint: endpoint.id, network: network.id, name: endpoint.link, bridge: nil)
        return [.element(.linkMAC(endpoint.link, endpoint.mac)), .veth(link)]
    }

    func link(of endpoint: Endpoint) -> ResourceKey? { .veth(endpoint.link) }

    func attachment(of endpoint: Endpoint, on network: Network) -> NetworkModel.Attachment {
        NetworkModel.Attachment(
            link: endpoint.peer,
            prefix: .standard,
            name: nil,
            gateways: [],
            leavesGatewayToDocker: network.options[Self.word] == "docker"
        )
    }

    func staleReason(of endpoint: Endpoint, in observed: ObservedState) -> StaleReason? {
        observed.links[.endpoint(endpoint.id, on: endpoint.network)] == nil && endpoint.occupancy.isJoined
            ? .linkGone : nil
    }
}

extension TestMode {
    var linkKind: String { "wire" }

    /// Returns a finding for each wire whose other end is in no container.
    func findings(about networks: [Network], in diagnosis: Diagnosis) -> [Finding] {
        networks.flatMap { diagnosis.desired.endpoints(of: $0.id).sorted() }.compactMap { id in
            guard let endpoint = diagnosis.desired.endpoints[id], let wire = diagnosis.observed.veth(of: endpoint),
                !wire.isInContainer
            else { return nil }
            return Finding(
                .kernel,
                about: "wire \(wire.name)",
                finding: "ends in no container",
                advice: "start the container again"
            )
        }
    }

    func frame(
        _ family: IPFamily,
        from source: IPAddress?,
        to target: IPAddress?,
        on network: Network
    ) -> FilteredPacket? { nil }

    func leave(_ endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Trace) {
        explanation.requireContainer(of: endpoint, on: network, along: &path)
        let place = "wire \(endpoint.link)"
        path.require(explanation.observed.veth(of: endpoint)?.isUp == true, at: place, otherwise: "is cut")
        path.pass(place, because: "leads from the container to the host")
    }

    func arrive(at endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Trace) {
        leave(endpoint, on: network, in: explanation, along: &path)
    }

    func reach(_ endpoint: Endpoint, on network: Network, in explanation: Explanation, along path: inout Trace) {
        path.pass("host", because: "has the other end of each wire")
        arrive(at: endpoint, on: network, in: explanation, along: &path)
    }

    func separation(of source: Endpoint, from target: Endpoint, on network: Network) -> ForwardFilter.DecidingRule? {
        guard network.options[Self.word] == "apart" else { return nil }
        return ForwardFilter.DecidingRule(place: "wire \(source.link)", rule: "test=apart")
    }

    func meet(
        _ target: Endpoint,
        from source: Endpoint,
        at port: SoughtPort?,
        on network: Network,
        in explanation: Explanation,
        along path: inout Trace
    ) {
        path.pass("host", because: "splices wire \(source.link) and wire \(target.link)")
        arrive(at: target, on: network, in: explanation, along: &path)
    }
}
