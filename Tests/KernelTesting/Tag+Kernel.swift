// SPDX-License-Identifier: Apache-2.0

public import Testing

extension Tag {
    /// Tests that ask the kernel to change something; each in a namespace of its own.
    @Tag public static var kernel: Self
    /// Tests that need a Docker engine.
    @Tag public static var docker: Self
}
