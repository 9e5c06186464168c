// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// A control group, by its path below the root of the hierarchy.
struct ControlGroup: Hashable, Sendable {
    /// The path: `/system.slice/nginx.service`.
    let path: String

    /// The name that administrators use for the group; nil if it has none.
    ///
    /// `container` and the beginning of its id, or a unit of systemd. In a user's session only the user's own services count: the user name
    /// identifies more than the number of a session.
    func name(ofUser user: @autoclosure () -> String) -> String? {
        let components = path.split(separator: "/")
        let isUsers = components.first == "user.slice"
        let container = components.lazy.compactMap(Self.container).first
        guard let name = container ?? components.last(where: { Self.isUnit($0, ofUser: isUsers) }).map(String.init)
        else {
            return nil
        }
        if isUsers { return "\(name) of user \(user())" }
        return name == "init.scope" ? "systemd" : name
    }

    private static let idLength = 64

    /// The id of a container: `docker-ID.scope`, `libpod-ID.scope`, or the id alone.
    private static func container(_ component: Substring) -> String? {
        let name = component.hasSuffix(".scope") ? component.dropLast(".scope".count) : component
        let id = name.utf8.suffix(idLength)
        let isID = id.count == idLength && id.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard isID, id.count == name.utf8.count || name.dropLast(idLength).last == "-" else { return nil }
        return "container \(name.suffix(idLength).shortID)"
    }

    private static func isUnit(_ component: Substring, ofUser isUsers: Bool) -> Bool {
        if isUsers { return component.hasSuffix(".service") && !component.hasPrefix("user@") }
        return [".service", ".socket", ".scope"].contains { component.hasSuffix($0) }
    }
}
