// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The link that Docker moves into the container, and its name there (`InterfaceName`).
public struct JoinedInterface: Hashable, Sendable {
    /// The link's name in Docker's own network namespace (`SrcName`).
    public var sourceName: InterfaceName

    /// What Docker numbers to name the link inside the container (`DstPrefix`), such as `eth`.
    public var destinationPrefix: String

    /// The link's whole name inside the container (`DstName`).
    ///
    /// No engine up to 29.7 listens to it.
    public var destinationName: InterfaceName?

    /// The link `sourceName`, to be named after `destinationPrefix` or `destinationName`.
    public init(sourceName: InterfaceName, destinationPrefix: String = "eth", destinationName: InterfaceName? = nil) {
        self.sourceName = sourceName
        self.destinationPrefix = destinationPrefix
        self.destinationName = destinationName
    }
}
