// SPDX-License-Identifier: Apache-2.0

extension DecodingError {
    /// A description in one line, with the path of the field: `Interface.Address: "x" is not …`.
    var summary: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(Self.path(context.codingPath + [key])): is missing"
        case .valueNotFound(_, let context):
            "\(Self.path(context.codingPath)): is null"
        case .typeMismatch(let type, let context):
            "\(Self.path(context.codingPath)): is not \(Self.summary(for: type))"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "the request is not valid JSON"
        case .dataCorrupted(let context):
            "\(Self.path(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            "the request cannot be decoded"
        }
    }

    /// The path of a field, such as `Options.com.docker.network.portmap[2].Port`; `the request` for an empty path.
    private static func path(_ keys: [any CodingKey]) -> String {
        guard !keys.isEmpty else { return "the request" }
        return keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    /// The JSON name of the expected type.
    private static func summary(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any Numeric.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
