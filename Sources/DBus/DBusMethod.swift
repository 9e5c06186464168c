// SPDX-License-Identifier: Apache-2.0

/// A method of an object on the bus.
public struct DBusMethod: Hashable, Sendable {
    /// The name of the program on the bus.
    public let destination: String
    /// The object.
    public let path: String
    /// The interface.
    public let interface: String
    /// The method.
    public let name: String

    /// Creates a method from its interface, its object and the program on the bus.
    public init(_ name: String, of interface: String, at path: String, on destination: String) {
        self.destination = destination
        self.path = path
        self.interface = interface
        self.name = name
    }

    /// Returns a method of the bus itself.
    public static func bus(_ name: String) -> Self {
        Self(name, of: "org.freedesktop.DBus", at: "/org/freedesktop/DBus", on: "org.freedesktop.DBus")
    }
}
