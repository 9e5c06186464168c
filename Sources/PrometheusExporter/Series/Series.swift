// SPDX-License-Identifier: Apache-2.0

/// A series that this process counts.
protocol Series: AnyObject, Sendable {
    /// The current value.
    var value: Samples.Value { get }
}
