// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Reads and checks the options of a call, on another thread if they are longer than 16 KiB.
///
/// All calls share one thread, and none should wait for a long list of another.
func readApart<Value: Sendable>(
    _ options: [String: String],
    _ read: @escaping @Sendable () throws(Refusal) -> Value
) async throws(DriverError) -> Value {
    let length = options.reduce(0) { $0 + $1.value.utf8.count }
    guard length > 16 << 10 else { return try checked(read()) }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(DriverError) in
        try checked(read())
    }
}

/// Runs work that grows with the number of ports, on another thread if there are more than 64.
///
/// All calls share one thread, and none should wait for ten thousand ports of another.
func portsApart<Value: Sendable, Failure: Error>(
    _ count: Int,
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    guard count > 64 else { return try work() }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(Failure) in try work() }
}
