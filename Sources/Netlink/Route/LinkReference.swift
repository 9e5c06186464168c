// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// How a request says which link it means.
public enum LinkReference: Hashable, Sendable, CustomStringConvertible {
    /// The link that has this name when the request arrives.
    case name(InterfaceName)
    /// The link that has this number in its namespace, whatever its name.
    case index(LinkIndex)

    /// The name, or `#` and the number, for errors.
    public var description: String {
        switch self {
        case .name(let name): "\(name)"
        case .index(let index): "#\(index)"
        }
    }
}
