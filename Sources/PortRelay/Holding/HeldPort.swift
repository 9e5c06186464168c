import NetworkModel

/// A port that is held, and where it leads.
struct HeldPort: Sendable {
    /// Which time of holding it is: a port that is let go and taken again is another one.
    let holding: UInt64
    /// The number of the socket that holds it; nil where none is needed.
    let socket: UInt64?
    /// Where it leads.
    var container: ContainerPort
    /// Whom it serves.
    var admission: Admission
}
