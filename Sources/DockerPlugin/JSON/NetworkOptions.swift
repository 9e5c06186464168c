// SPDX-License-Identifier: Apache-2.0

/// The options of a network in Docker's form: Docker's own, with the user's options inside one of them.
struct NetworkOptions: Decodable {
    let generic: [String: String]
    let isInternal: Bool
    let enableIPv4: Bool?
    let enableIPv6: Bool

    init(from decoder: any Decoder) throws {
        let options = try decoder.container(keyedBy: OptionKey.self)
        self.generic = try options.strings(.generic)
        self.isInternal = try options.flag(.isInternal)
        self.enableIPv4 = try options.decodeIfPresent(Bool.self, forKey: .enableIPv4)
        self.enableIPv6 = try options.flag(.enableIPv6)
    }
}
