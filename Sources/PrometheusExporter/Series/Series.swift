// SPDX-License-Identifier: Apache-2.0

/// A series that is counted in this process.
protocol Series: AnyObject, Sendable {
    /// What it has come to.
    var value: Samples.Value { get }
}
