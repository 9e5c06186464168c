// SPDX-License-Identifier: Apache-2.0

/// What a command said, and how it ended.
public struct Output: Sendable {
    /// The exit status; 0 is success.
    public let status: Int32
    /// Standard output, without the last line's end.
    public let text: String
    /// Standard error, without the last line's end.
    public let errors: String
}
