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

    /// What is published and should not be any more: no longer asked for, or by another endpoint of the same container.
    public var withdrawn: [Publication] = []
    /// What is to be published, those first that leave less choice.
    public var missing: [Missing] = []

    /// Nothing.
    public init() {}
}

extension DesiredState {
    /// What has to change for an endpoint to publish this and nothing else.
    ///
    /// A container publishes a port once, on whichever of its networks: at the endpoint that is its gateway, which takes over what others of
    /// the same sandbox publish; an endpoint that is not leaves to them what they have.
    public func portPlan(for requests: [PortRequest], of endpoint: Endpoint, isGateway: Bool) -> PortPlan {
        var plan = PortPlan()
        var own = publications.of(endpoint.id)
        var others = siblings(of: endpoint).flatMap { publications.of($0) }
        if isGateway { plan.withdrawn = others }
        for request in requests.sorted() {
            if own.removeAnswer(to: request) != nil { continue }
            let port = others.removeAnswer(to: request)
            if port != nil && !isGateway { continue }
            plan.missing.append(PortPlan.Missing(request, preferred: port))
        }
        plan.withdrawn += own
        return plan
    }
}

extension [Publication] {
    /// Takes out what answers a request, and tells on which port of the host's that was; nil if nothing does.
    fileprivate mutating func removeAnswer(to request: PortRequest) -> UInt16? {
        guard let port = first(where: request.isAnswered)?.host.port else { return nil }
        removeAll { request.isAnswered(by: $0) && $0.host.port == port }
        return port
    }
}
