// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A program that runs as a child of the calling thread, and so in its network namespace.
///
/// No shell parses the arguments.
public struct Command: Hashable, Sendable {
    /// The program, by its path or by a name in `PATH`, and its arguments.
    public let arguments: [String]

    /// The result of a command.
    public struct Outcome: Hashable, Sendable {
        /// The exit status; -1 if a signal ended the command.
        public let code: Int32
        /// The text of standard output and standard error.
        public let output: String
    }

    /// A command of a program and its arguments.
    public init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Runs the command with an input, and blocks the calling thread until the command has ended.
    ///
    /// Throws `ENOENT` if there is no such program. Kills a command that exceeds the time limit, and throws `ETIMEDOUT`.
    public func run(input: String = "", timeLimit: Duration) throws(SyscallError) -> Outcome {
        // Files replace pipes: a full pipe would wait for a reader.
        let standardInput = try anonymousFile(holding: input)
        let standardOutput = try anonymousFile(holding: "")
        let child = try spawn(input: standardInput, output: standardOutput)
        let hasEnded = waits(for: child, within: timeLimit)
        if !hasEnded { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && ErrorNumber.last == .interrupted {}
        guard hasEnded else { throw SyscallError(operation: "run", subject: name, number: .timedOut) }
        standardOutput.withRaw { _ = lseek($0, 0, SEEK_SET) }
        let output = try standardOutput.readToEnd(subject: "output of \(name)")
        return Outcome(code: clinux_exit_code(status), output: String(decoding: output, as: UTF8.self))
    }

    private var name: String { arguments.first ?? "" }

    private func anonymousFile(holding text: String) throws(SyscallError) -> OwnedDescriptor {
        let file = OwnedDescriptor(
            adopting: try retryingInterrupts("make", subject: "anonymous file") { clinux_memory_file() }
        )
        try file.write(Array(text.utf8), subject: "anonymous file")
        file.withRaw { _ = lseek($0, 0, SEEK_SET) }
        return file
    }

    private func spawn(
        input: borrowing OwnedDescriptor,
        output: borrowing OwnedDescriptor
    ) throws(SyscallError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        input.withRaw { _ = posix_spawn_file_actions_adddup2(&actions, $0, 0) }
        output.withRaw {
            posix_spawn_file_actions_adddup2(&actions, $0, 1)
            posix_spawn_file_actions_adddup2(&actions, $0, 2)
        }
        // Descriptors of other code without close-on-exec stay closed in the child.
        clinux_spawn_close_from(&actions, 3)
        var arguments = arguments.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var child = pid_t()
        let failure = posix_spawnp(&child, name, &actions, nil, &arguments, clinux_environment())
        guard failure == 0 else {
            throw SyscallError(operation: "run", subject: name, number: ErrorNumber(rawValue: failure))
        }
        return child
    }

    /// Returns whether the child ends within a time.
    private func waits(for child: pid_t, within timeLimit: Duration) -> Bool {
        let raw = clinux_process_descriptor(child)
        // Without such a descriptor, the wait has no limit.
        guard raw >= 0 else { return true }
        let descriptor = OwnedDescriptor(adopting: raw)
        let end = ContinuousClock.now + timeLimit
        while true {
            let rest = max(.zero, end - ContinuousClock.now)
            let milliseconds = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
            let count = descriptor.withRaw { raw in
                var waiting = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
                return poll(&waiting, 1, Int32(clamping: milliseconds))
            }
            if count > 0 { return true }
            if count == 0 || ErrorNumber.last != .interrupted { return false }
        }
    }
}
