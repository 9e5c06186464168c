/// A daemon of a lab host.
public enum LabService: String, Sendable, CaseIterable {
    /// dockerd.
    case engine
    /// `mdnp serve`.
    case mdnp
}
