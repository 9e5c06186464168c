// SPDX-License-Identifier: Apache-2.0

/// The maximum number and size of user options for networks, endpoints, pools and addresses.
///
/// A driver reads each option of a call, so the limits bound the cost of a call.
public struct OptionLimits: Hashable, Sendable {
    /// The maximum number of options in one call.
    public var count: Int
    /// The maximum length of an option's name, in bytes.
    public var nameLength: Int
    /// The maximum length of an option's value, in bytes.
    public var valueLength: Int
    /// The maximum length of the values of longer options, such as lists, in bytes by name.
    public var valueLengths: [String: Int]

    /// Creates limits, by default 256 options, names of 256 bytes, and values of 64 KiB.
    public init(count: Int = 256, nameLength: Int = 256, valueLength: Int = 64 << 10, valueLengths: [String: Int] = [:])
    {
        self.count = count
        self.nameLength = nameLength
        self.valueLength = valueLength
        self.valueLengths = valueLengths
    }

    /// Checks options against the limits.
    ///
    /// - Throws: A `PluginError` for too many options, or for an option that is too long.
    public func check(_ options: [String: String]) throws(PluginError) {
        guard options.count <= count else {
            throw PluginError("options: \(options.count) are set, at most \(count) are allowed; omit some")
        }
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            guard name.utf8.count <= nameLength else {
                throw PluginError(
                    "option \(name.prefix(32))…: the name has \(name.utf8.count) bytes, at most \(nameLength) are allowed; "
                        + "use a shorter name"
                )
            }
            let limit = valueLengths[name] ?? valueLength
            guard value.utf8.count <= limit else {
                throw PluginError(
                    "option \(name): the value has \(value.utf8.count) bytes, at most \(limit) are allowed; shorten it"
                )
            }
        }
    }
}
