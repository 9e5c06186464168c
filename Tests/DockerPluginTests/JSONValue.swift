// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Any JSON value, for comparisons.
enum JSONValue: Hashable, Codable {
    case null
    case flag(Bool)
    case number(Int)
    case string(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .number(let number): try value.encode(number)
        case .string(let string): try value.encode(string)
        case .list(let list): try value.encode(list)
        case .object(let fields): try value.encode(fields)
        }
    }

    /// Decodes JSON text.
    init(text: String) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// Creates a string from a value, or an empty string, which is Docker's form of an unset value.
    init(orEmpty value: (some CustomStringConvertible)?) {
        self = .string(value?.description ?? "")
    }

    /// Creates an object of strings.
    init(_ strings: [String: some CustomStringConvertible]) {
        self = .object(strings.mapValues { .string($0.description) })
    }
}
