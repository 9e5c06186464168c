// SPDX-License-Identifier: Apache-2.0

/// What a list nests (`NFTA_LIST_*`).
enum NFListField {
    /// One element of it (`NFTA_LIST_ELEM`).
    static let element: UInt16 = 1
}
