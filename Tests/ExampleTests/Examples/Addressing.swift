// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The clients that a service accepts: the addresses of some blocks, as users write them.
struct AllowList {
    private let blocks: [Prefix]

    /// Creates a list from text such as `192.0.2.0/24, 2001:db8::/32`; nil if a block is invalid.
    init?(_ text: String) {
        let blocks = text.split(separator: ",").map { Prefix($0.trimmingPrefix(" ").description) }
        self.blocks = blocks.compactMap(\.self)
        guard self.blocks.count == blocks.count else { return nil }
    }

    func admits(_ client: IPAddress) -> Bool {
        blocks.contains { $0.contains(client) }
    }
}
