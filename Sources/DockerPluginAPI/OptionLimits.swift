// SPDX-License-Identifier: Apache-2.0

/// How large options may be that users give to networks, endpoints, pools and addresses.
///
/// A driver looks at every option of a call: what one costs should not depend on who calls.
public struct OptionLimits: Hashable, Sendable {
    /// The most options of one call.
    public var count: Int
    /// The most bytes of an option's name.
    public var nameLength: Int
    /// The most bytes of an option's value.
    public var valueLength: Int
    /// The most bytes of the values of options that may be longer, lists for example, by name.
    public var valueLengths: [String: Int]

    /// Limits; by default 256 options, names of 256 bytes, and values of 64 KiB.
    public init(count: Int = 256, nameLength: Int = 256, valueLength: Int = 64 << 10, valueLengths: [String: Int] = [:])
    {
        self.count = count
        self.nameLength = nameLength
        self.valueLength = valueLength
        self.valueLengths = valueLengths
    }

    /// Refuses options that are too many, or one that is too long, by name.
    public func check(_ options: [String: String]) throws(PluginError) {
        guard options.count <= count else {
            throw PluginError("options: \(options.count) are given, at most \(count) are taken; leave some out")
        }
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            guard name.utf8.count <= nameLength else {
                throw PluginError(
                    "option \(name.prefix(32))…: its name has \(name.utf8.count) bytes, at most \(nameLength) are taken; "
                        + "use the name of an option"
                )
            }
            let limit = valueLengths[name] ?? valueLength
            guard value.utf8.count <= limit else {
                throw PluginError(
                    "option \(name): its value has \(value.utf8.count) bytes, at most \(limit) are taken; shorten it"
                )
            }
        }
    }
}
