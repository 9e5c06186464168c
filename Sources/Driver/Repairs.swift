import Synchronization

/// How often something that somebody else changed was put right, since mdnp started.
public final class Repairs: Sendable {
    /// What was put right.
    public enum Kind: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// The firewall's tables, or mdnp's rule in Docker's filter.
        case firewall
        /// A network's bridge, or its addresses.
        case bridge
        /// The host's end of an endpoint's veth.
        case link
        /// A published port that nobody held.
        case port

        /// The word.
        public var description: String { rawValue }
    }

    private let counts = Mutex<[Kind: Int]>([:])

    init() {}

    /// How often each kind was, those left out that never were.
    public var all: [Kind: Int] { counts.withLock { $0 } }

    /// Counts one more; answers how many there were by now.
    @discardableResult
    func add(_ kind: Kind) -> Int {
        counts.withLock { counts in
            counts[kind, default: 0] += 1
            return counts[kind, default: 0]
        }
    }
}
