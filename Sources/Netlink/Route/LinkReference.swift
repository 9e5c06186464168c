// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The identification of a link in a request.
public enum LinkReference: Hashable, Sendable, CustomStringConvertible {
    /// The link that has this name when the kernel receives the request.
    case name(InterfaceName)
    /// The link that has this index in its namespace, with any name.
    case index(LinkIndex)

    /// The name, or `#` and the index, for errors.
    public var description: String {
        switch self {
        case .name(let name): "\(name)"
        case .index(let index): "#\(index)"
        }
    }
}
