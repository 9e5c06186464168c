// SPDX-License-Identifier: Apache-2.0

import Addressing

/// What has to change for an endpoint to publish what it is asked to, before it is known which ports of the host's are free.
public struct PortPlan: Equatable, Sendable {
    /// A request that nothing meets yet.
    public struct Missing: Hashable, Sendable {
        /// The request.
        public let request: PortRequest
        /// The port of the host's that met it at another endpoint of the same container, and should again.
        public let preferred: UInt16?

        init(_ request: PortRequest, preferred: UInt16? = nil) {
            self.request = request
            self.preferred = preferred
        }
    }

    /// What is published and should not be any more, port by port: no longer asked for, or by another endpoint of the same container.
    public var withdrawn: [Publication] = []
    /// What is to be published, those first that leave less choice.
    public var missing: [Missing] = []

    /// Nothing.
    public init() {}

    /// What has to change for an endpoint to publish requests and nothing else.
    ///
    /// The work grows with the number of ports as sorting them does.
    ///
    /// - Parameters:
    ///   - own: What the endpoint publishes, runs among it.
    ///   - others: What other endpoints of the same container publish.
    public init(for requests: [PortRequest], own: [Publication], others: [Publication], isGateway: Bool) {
        if isGateway { withdrawn = others.singles }
        var own = PublishedAnswers(own.singles)
        var others = PublishedAnswers(others.singles)
        for request in requests.sorted() {
            if own.removeAnswer(to: request) != nil { continue }
            let port = others.removeAnswer(to: request)
            if port != nil && !isGateway { continue }
            missing.append(Missing(request, preferred: port))
        }
        withdrawn += own.remaining
    }
}

extension PortPlan {
    /// The most ports that are published or withdrawn at a time, so that calls in between need not wait for long.
    public static var partSize: Int { 500 }

    /// The same in parts, to be carried out one after the other: what is withdrawn comes first.
    public var parts: [PortPlan] {
        var parts = withdrawn.slices.map { slice in
            var part = PortPlan()
            part.withdrawn = slice
            return part
        }
        for (index, slice) in missing.slices.enumerated() {
            // A few of both are one part: nobody else takes a port that moves from one endpoint to another.
            if index > 0 || parts.isEmpty { parts.append(PortPlan()) }
            parts[parts.count - 1].missing = slice
        }
        return parts
    }
}

extension Array {
    /// The elements in as few arrays as a part may have ports.
    fileprivate var slices: [[Element]] {
        stride(from: 0, to: count, by: PortPlan.partSize).map {
            Array(self[$0..<Swift.min($0 + PortPlan.partSize, count)])
        }
    }
}

extension [Publication] {
    /// The same, in parts of as many ports as are withdrawn at a time, or of one run that has more.
    public var parts: [[Publication]] {
        var parts: [[Publication]] = []
        var size = PortPlan.partSize
        for publication in self {
            size += publication.count
            if size > PortPlan.partSize {
                parts.append([])
                size = publication.count
            }
            parts[parts.count - 1].append(publication)
        }
        return parts
    }
}

extension DesiredState {
    /// What has to change for an endpoint to publish this and nothing else.
    ///
    /// A container publishes a port once, on whichever of its networks: at the endpoint that is its gateway, which takes over what others of
    /// the same sandbox publish; an endpoint that is not leaves to them what they have.
    public func portPlan(for requests: [PortRequest], of endpoint: Endpoint, isGateway: Bool) -> PortPlan {
        let (own, others) = publications(beside: endpoint)
        return PortPlan(for: requests, own: own, others: others, isGateway: isGateway)
    }

    /// What an endpoint publishes, and what other endpoints of the same container do.
    public func publications(beside endpoint: Endpoint) -> (own: [Publication], others: [Publication]) {
        (publications.of(endpoint.id), siblings(of: endpoint).flatMap { publications.of($0) })
    }
}
