// SPDX-License-Identifier: Apache-2.0

public import Testing

extension Tag {
    /// Tests that change objects of the kernel, each in its own namespace.
    @Tag public static var kernel: Self
    /// Tests that require a Docker engine.
    @Tag public static var docker: Self
}
