// SPDX-License-Identifier: Apache-2.0

/// A daemon of a lab host.
public enum LabService: String, Sendable, CaseIterable {
    /// dockerd.
    case engine
    /// `mdnp serve`.
    case mdnp
    /// dbus-daemon, the system bus.
    case bus
    /// firewalld, on the bus.
    case firewalld

    /// The daemons of every host with mdnp.
    public static var usual: [Self] { [.engine, .mdnp] }
}
