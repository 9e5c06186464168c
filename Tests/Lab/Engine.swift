// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Testing

/// A Docker engine that tests run on, as `script/engines` fetches it: by version (`28.5`) or by the Debian release with its package
/// (`bookworm`).
public struct Engine: Hashable, Sendable, CustomTestStringConvertible {
    /// The version or the release.
    public let name: String

    /// Creates an engine of a version or of a Debian release.
    public init(_ name: String) {
        self.name = name
    }

    /// The engine of Debian 12.
    public static var debian: Self { Self("bookworm") }

    /// The engines that the environment chooses (`LAB_ENGINES=20.10,28.5`).
    ///
    /// The default is Debian 12's engine.
    public static var chosen: [Self] {
        let names = ProcessInfo.processInfo.environment["LAB_ENGINES"] ?? ""
        let engines = names.split(separator: ",").map { Self(String($0)) }
        return engines.isEmpty ? [.debian] : engines
    }

    /// The last of the chosen engines, for behavior that is the same on all of them.
    ///
    /// A test on it has a parameter `mainEngine`. By this label, `script/test` skips the test on the other engines.
    public static var main: [Self] { [chosen[chosen.count - 1]] }

    /// The engine in the name of a test case.
    public var testDescription: String { "Docker \(name)" }
}
