// SPDX-License-Identifier: Apache-2.0

/// The output of a command and its exit status.
public struct Output: Sendable {
    /// The exit status; 0 is success.
    public let status: Int32
    /// Standard output, without the final line break.
    public let text: String
    /// Standard error, without the final line break.
    public let errors: String
}
