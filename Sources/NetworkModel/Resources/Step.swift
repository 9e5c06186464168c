// SPDX-License-Identifier: Apache-2.0

/// One thing to do to the kernel.
///
/// Each is safe to do twice.
public enum Step: Hashable, Sendable {
    /// Makes a resource, or brings one that stands to what it should be. A leftover of a link is replaced.
    case ensure(Resource)
    /// Brings a resource that stands to what it should be; one that is gone stays away.
    case repair(Resource)
    /// Removes a resource; one that is gone is gone.
    case remove(ResourceKey)
}

extension Step {
    /// The element of the firewall that it adds.
    public var addedElement: FirewallElement? {
        if case .ensure(.element(let element)) = self { element } else { nil }
    }

    /// The element of the firewall that it removes.
    public var removedElement: FirewallElement? {
        if case .remove(.element(let element)) = self { element } else { nil }
    }

    /// A Boolean value that indicates whether it adds or removes an element of the firewall.
    public var isOfElement: Bool { addedElement != nil || removedElement != nil }

    /// A Boolean value that indicates whether it changes the firewall.
    public var isOfFirewall: Bool {
        switch self {
        case .ensure(.tables), .ensure(.element), .repair(.tables), .repair(.element): true
        case .remove(.tables), .remove(.element): true
        default: false
        }
    }
}
