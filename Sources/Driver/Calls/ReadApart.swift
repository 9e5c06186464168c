// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// Reads what a call says and refuses what cannot be, on another thread where its options are long: calls share one, and none should wait
/// for another's list.
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

/// Does work that grows with the ports that it is about, on another thread where these are many: calls share one, and none should wait for
/// ten thousand ports of another.
func portsApart<Value: Sendable, Failure: Error>(
    _ count: Int,
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    guard count > 64 else { return try work() }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(Failure) in try work() }
}
