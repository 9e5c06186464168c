// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

extension NetworkNamespace? {
    /// Runs a body inside the namespace, or directly if the namespace is that of the process.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        switch self {
        case .some(let namespace): try await namespace.run(body)
        case .none: try body()
        }
    }
}
