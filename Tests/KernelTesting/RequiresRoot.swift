// SPDX-License-Identifier: Apache-2.0

public import Testing

extension Trait where Self == ConditionTrait {
    /// A trait for tests that require root, also that of a user namespace (`unshare --user --map-root-user`).
    ///
    /// Other users skip the test. With `CI` in the environment, the test runs anyway, and fails.
    public static var requiresRoot: Self {
        .enabled(if: Privileges.areExpected, "only root can make network namespaces")
    }
}
