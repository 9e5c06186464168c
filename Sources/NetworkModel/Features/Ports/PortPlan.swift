// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The changes to the published ports of an endpoint, before the choice of free host ports.
public struct PortPlan: Equatable, Sendable {
    /// A request without a publication.
    public struct Missing: Hashable, Sendable {
        /// The request.
        public let request: PortRequest
        /// The host port that met the request at another endpoint of the same container, and is preferred.
        public let preferred: UInt16?

        init(_ request: PortRequest, preferred: UInt16? = nil) {
            self.request = request
            self.preferred = preferred
        }
    }

    /// The publications to withdraw, port by port: no longer requested, or of another endpoint of the same container.
    public var withdrawn: [Publication] = []
    /// The requests to meet, those with the fewest possible ports first.
    public var missing: [Missing] = []

    /// Creates an empty plan.
    public init() {}

    /// Creates the plan for an endpoint to publish exactly these requests.
    ///
    /// The work grows with the number of ports like sorting them.
    ///
    /// - Parameters:
    ///   - own: The publications of the endpoint, with runs.
    ///   - others: The publications of other endpoints of the same container.
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
    /// The maximum number of ports that are published or withdrawn at a time, so that calls in between wait briefly.
    public static var partSize: Int { 500 }

    /// The plan in parts, for execution one after the other; withdrawals come first.
    public var parts: [PortPlan] {
        var parts = withdrawn.slices.map { slice in
            var part = PortPlan()
            part.withdrawn = slice
            return part
        }
        for (index, slice) in missing.slices.enumerated() {
            // A small withdrawal and a small publication are one part: no other program can take a port that moves between endpoints.
            if index > 0 || parts.isEmpty { parts.append(PortPlan()) }
            parts[parts.count - 1].missing = slice
        }
        return parts
    }
}

extension Array {
    /// The elements in the fewest arrays within the limit of a part.
    fileprivate var slices: [[Element]] {
        stride(from: 0, to: count, by: PortPlan.partSize).map {
            Array(self[$0..<Swift.min($0 + PortPlan.partSize, count)])
        }
    }
}

extension [Publication] {
    /// The publications in parts within the limit of a withdrawal; a longer run is a part of its own.
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
    /// Returns the plan for an endpoint to publish exactly these requests.
    ///
    /// A container publishes a port once, on one of its networks. The endpoint that is its gateway takes over the publications of others in
    /// the same sandbox. An endpoint that is not the gateway leaves them to the others.
    public func portPlan(for requests: [PortRequest], of endpoint: Endpoint, isGateway: Bool) -> PortPlan {
        let (own, others) = publications(beside: endpoint)
        return PortPlan(for: requests, own: own, others: others, isGateway: isGateway)
    }

    /// Returns the publications of an endpoint, and of other endpoints of the same container.
    public func publications(beside endpoint: Endpoint) -> (own: [Publication], others: [Publication]) {
        (publications.of(endpoint.id), siblings(of: endpoint).flatMap { publications.of($0) })
    }
}
