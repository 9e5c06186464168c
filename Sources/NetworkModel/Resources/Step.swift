// SPDX-License-Identifier: Apache-2.0

/// One operation on the kernel.
///
/// A repetition of a step is safe.
public enum Step: Hashable, Sendable {
    /// Creates a resource, or changes an existing one to the desired state. A leftover of a link is replaced.
    case ensure(Resource)
    /// Changes an existing resource to the desired state; a missing one stays absent.
    case repair(Resource)
    /// Removes a resource; a missing one is no error.
    case remove(ResourceKey)
}

extension Step {
    /// The firewall element that the step adds.
    public var addedElement: FirewallElement? {
        if case .ensure(.element(let element)) = self { element } else { nil }
    }

    /// The firewall element that the step removes.
    public var removedElement: FirewallElement? {
        if case .remove(.element(let element)) = self { element } else { nil }
    }

    /// A Boolean value that indicates whether the step adds or removes a firewall element.
    public var isOfElement: Bool { addedElement != nil || removedElement != nil }

    /// A Boolean value that indicates whether the step changes the firewall.
    public var isOfFirewall: Bool {
        switch self {
        case .ensure(.tables), .ensure(.element), .repair(.tables), .repair(.element): true
        case .remove(.tables), .remove(.element): true
        default: false
        }
    }
}
