// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import Glibc

/// A program that runs beside this process.
///
/// Foundation's `Process` is unsuitable: it reports a program as running while any daemon that the program started runs.
struct ChildProcess: Sendable {
    let id: pid_t

    /// Starts a program, found in `PATH`, with these three files and no other.
    ///
    /// The program has its own process group, so that Ctrl-C on a terminal does not reach it.
    init(
        _ words: [String],
        environment: [String: String] = [:],
        input: FileHandle,
        output: FileHandle,
        errors: FileHandle
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, file) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file.fileDescriptor, Int32(descriptor))
        }
        // Otherwise a lab host keeps the sockets of other tests open for as long as it exists.
        clinux_spawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var arguments = words.map { strdup($0) } + [nil]
        var environment = variables.map { strdup($0) } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var id = pid_t()
        let failure = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, &environment)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        self.id = id
    }

    /// Waits for the end of the process.
    ///
    /// Returns its exit status, or 128 plus the number of the signal that ended it.
    func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            // Waiting blocks a thread, so it has its own.
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(id, &status, 0) < 0 && errno == EINTR {}
                let signal = status & 0x7f
                continuation.resume(returning: signal == 0 ? status >> 8 & 0xff : 128 + signal)
            }
        }
    }
}
