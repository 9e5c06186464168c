import Glibc

/// A socket that listens, and the file it is reached by if the file is ours.
struct ListeningSocket: Sendable {
    /// The descriptor; whoever listens on it closes it.
    let descriptor: Int32

    /// Whether we made it, and nobody else has it.
    var isOwn: Bool { file != nil }

    private let file: SocketFile?

    /// A socket that is listening already.
    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        self.file = nil
    }

    /// Makes a socket at `path`, mode 0600, in place of one that nobody listens on.
    init(path: String) throws(ListenerError) {
        var address = try sockaddr_un(path: path)
        let directory = try Self.lockedDirectory(of: path)
        // The lock makes one of "nobody listens" and "now we do"; closing the directory releases it.
        defer { close(directory) }
        try Self.removeStale(path, &address)

        let descriptor = try Self.makeSocket(for: path)
        // The mode of an unbound socket is the mode of its file to be: there is no moment at which others may connect.
        let isListening =
            fchmod(descriptor, 0o600) == 0 && address.withPointer({ bind(descriptor, $0, $1) }) == 0
            && listen(descriptor, SOMAXCONN) == 0
        guard isListening, let file = SocketFile(path: path) else {
            let number = errno
            close(descriptor)
            throw ListenerError(subject: path, errorNumber: number)
        }
        self.descriptor = descriptor
        self.file = file
    }

    /// Removes the socket's file if it is ours.
    ///
    /// To be called before the socket is closed: until then nobody puts another in its place.
    func removeFile() {
        guard let file, SocketFile(path: file.path) == file else { return }
        unlink(file.path)
    }

    /// Makes the directory of `path` where it is missing, and locks it.
    private static func lockedDirectory(of path: String) throws(ListenerError) -> Int32 {
        let parents = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for count in parents.indices where !parents[count].isEmpty {
            mkdir(parents[...count].joined(separator: "/"), 0o755)
        }
        let parent = parents.isEmpty ? "." : parents.joined(separator: "/") + "/"
        let descriptor = Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ListenerError(subject: path, errorNumber: errno) }
        guard flock(descriptor, LOCK_EX) == 0 else {
            let number = errno
            close(descriptor)
            throw ListenerError(subject: path, errorNumber: number)
        }
        return descriptor
    }

    /// Removes a socket at `path` that refuses connections, and nothing else.
    private static func removeStale(_ path: String, _ address: inout sockaddr_un) throws(ListenerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenerError(subject: path, cause: "something that is not a socket is in the way")
        }
        let probe = try makeSocket(for: path)
        defer { close(probe) }
        let isRefused = address.withPointer { connect(probe, $0, $1) } != 0 && errno == ECONNREFUSED
        guard isRefused else { throw ListenerError(subject: path, cause: "another process listens there") }
        guard unlink(path) == 0 else { throw ListenerError(subject: path, errorNumber: errno) }
    }

    /// An unbound Unix socket that no child process inherits, and that never makes the caller wait.
    private static func makeSocket(for path: String) throws(ListenerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw ListenerError(subject: path, errorNumber: errno) }
        return descriptor
    }
}
