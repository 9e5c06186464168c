import CLinux
import LinuxSystem

/// A command to run as a child of the calling thread, which blocks until it has ended.
struct Command {
    let words: [String]

    /// Runs it with some input and returns what it printed.
    func run(input: String) throws -> String {
        // Files, not pipes: nothing here can fill up and wait for a reader.
        let standardInput = try anonymousFile(holding: input)
        let standardOutput = try anonymousFile(holding: "")
        let code = try spawn(input: standardInput, output: standardOutput)
        standardOutput.withRaw { _ = lseek($0, 0, SEEK_SET) }
        let output = String(decoding: try standardOutput.readToEnd(subject: "output"), as: UTF8.self)
        guard code == 0 else { throw CommandError(words: words, code: code, output: output) }
        return output
    }

    private func anonymousFile(holding text: String) throws -> OwnedDescriptor {
        let file = OwnedDescriptor(adopting: clinux_memory_file())
        try file.write(Array(text.utf8), subject: "anonymous file")
        file.withRaw { _ = lseek($0, 0, SEEK_SET) }
        return file
    }

    private func spawn(input: borrowing OwnedDescriptor, output: borrowing OwnedDescriptor) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        input.withRaw { _ = posix_spawn_file_actions_adddup2(&actions, $0, 0) }
        output.withRaw {
            posix_spawn_file_actions_adddup2(&actions, $0, 1)
            posix_spawn_file_actions_adddup2(&actions, $0, 2)
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var child = pid_t()
        let failure = posix_spawnp(&child, words[0], &actions, nil, &arguments, clinux_environment())
        guard failure == 0 else {
            throw SyscallError(operation: "spawn", subject: words[0], number: ErrorNumber(rawValue: failure))
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {}
        return clinux_exit_code(status)
    }
}
