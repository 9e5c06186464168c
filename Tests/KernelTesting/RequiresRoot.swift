// SPDX-License-Identifier: Apache-2.0

public import Testing

extension Trait where Self == ConditionTrait {
    /// For tests that only root may run, be it root of a user namespace (`unshare --user --map-root-user`).
    ///
    /// Skipped for everybody else, but never where the environment says `CI`: there it runs, and fails.
    public static var requiresRoot: Self {
        .enabled(if: Privileges.areExpected, "only root can make network namespaces")
    }
}
