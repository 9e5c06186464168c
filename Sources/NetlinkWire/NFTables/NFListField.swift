// SPDX-License-Identifier: Apache-2.0

/// The attributes of a list (`NFTA_LIST_*`).
enum NFListField {
    /// An element of the list (`NFTA_LIST_ELEM`).
    static let element: UInt16 = 1
}
