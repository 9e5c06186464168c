// SPDX-License-Identifier: Apache-2.0

/// The treatment of a port that is published at an address that the host lacks: the option `publish.absent_address`.
public enum AbsentAddress: String, Hashable, Sendable, CaseIterable {
    /// The container does not start. The default.
    case refuse
    /// The port is published, and reserved while the host has the address.
    case wait
}
