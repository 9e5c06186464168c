// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The link that Docker moves into the container, and its name there (`InterfaceName`).
public struct JoinedInterface: Hashable, Sendable {
    /// The name of the link in Docker's own network namespace (`SrcName`).
    public var sourceName: InterfaceName

    /// The prefix to which Docker appends a number for the name in the container (`DstPrefix`), such as `eth`.
    public var destinationPrefix: String

    /// The complete name of the link in the container (`DstName`).
    ///
    /// All engines up to 29.7 ignore it.
    public var destinationName: InterfaceName?

    /// Creates the link `sourceName` with its name or prefix in the container.
    public init(sourceName: InterfaceName, destinationPrefix: String = "eth", destinationName: InterfaceName? = nil) {
        self.sourceName = sourceName
        self.destinationPrefix = destinationPrefix
        self.destinationName = destinationName
    }
}
