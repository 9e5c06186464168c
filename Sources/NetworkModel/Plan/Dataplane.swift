/// What carries packets, as the driver sees it: something that can be looked at and brought forward step by step.
public protocol Dataplane: Sendable {
    /// What is there now of mdnp's, whoever made it and whenever.
    func observe(_ extent: ObservedExtent) async throws(DataplaneError) -> ObservedState

    /// Does the steps in order, and stops at the first that fails.
    func carryOut(_ steps: [Step]) async throws(DataplaneError)

    /// Says that the firewall was changed, by whomever: it may have to be looked at.
    ///
    /// Several changes in a row may be said once. Ends when the caller stops listening.
    func firewallChanges() throws(DataplaneError) -> AsyncStream<Void>

    /// The routes of the host, mdnp's own and the default ones among them; not those to neighbors and groups on a link.
    func hostRoutes() async throws(DataplaneError) -> [HostRoute]

    /// Deletes the links that were buried, and answers how many there were.
    func reap() async throws(DataplaneError) -> Int
}

/// How much is looked at.
public enum ObservedExtent: Hashable, Sendable {
    /// All that there is.
    case everything
    /// Bridges and the firewall; not the links of endpoints, which may be thousands, nor those of others.
    case networks
}

/// Why a step was not done: one line that names the operation, its subject and the kernel's cause.
public struct DataplaneError: Error, Sendable, CustomStringConvertible {
    /// The line.
    public let description: String

    /// An error that reads as the line says.
    public init(_ description: String) {
        self.description = description
    }
}
