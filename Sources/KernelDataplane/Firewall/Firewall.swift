import Addressing
import Netlink
import NetlinkWire

/// The table `inet mdnp`: constant rules, and sets that networks are elements of.
///
///     set within { type ifname . ifname }
///     chain forward {
///         type filter hook forward priority filter - 10; policy accept;
///         iifname . oifname @within meta mark set meta mark | 0x10000000
///     }
///
/// What it allows it marks, since what one table accepts another still drops; ``DockerFilter`` lets the mark through.
struct Firewall {
    /// The bit of the packet's mark that says: mdnp allows it.
    static let allowed: UInt32 = 0x1000_0000

    private static let table = "mdnp"
    private static let within = "within"
    private static let forward = "forward"

    private let tables: NFTables

    init(_ tables: NFTables) {
        self.tables = tables
    }

    /// Makes the table anew as a whole, in one step; the bridges within which packets are marked stay.
    ///
    /// Anew, since nobody can say what stands in the way in one that is not whole: a chain of an older mdnp at another
    /// priority cannot be changed, and what somebody else put there is not wanted.
    func open() throws(NetlinkError) {
        let bridges = try openBridges()
        let table = NFTable(family: .inet, name: Self.table)
        var batch = NFBatch()
        // So that there is one to delete.
        batch.add(table)
        batch.delete(table)
        batch.add(table)
        batch.add(withinSet)
        if !bridges.isEmpty { batch.add(Self.elements(bridges)) }
        batch.add(forwardChain)
        batch.add(markRule)
        try tables.commit(batch)
    }

    /// Takes the table away; it is fine if there is none.
    func close() throws(NetlinkError) {
        var batch = NFBatch()
        batch.delete(NFTable(family: .inet, name: Self.table))
        do throws(NetlinkError) {
            try tables.commit(batch)
        } catch let error where error.isNotFound {}
    }

    /// Whether there is a table, whatever is in it.
    func isThere() throws(NetlinkError) -> Bool {
        try table() != nil
    }

    /// Whether the table is awake and has its chain and its rule, and no other.
    func isWhole() throws(NetlinkError) -> Bool {
        guard try table()?.flags == 0 else { return false }
        let chains = try tables.chains(family: .inet, table: Self.table)
        guard chains.map(\.name) == [Self.forward], chains.first?.base == forwardChain.base else { return false }
        return try tables.rules(family: .inet, table: Self.table).map(\.expressions) == [markRule.expressions]
    }

    private func table() throws(NetlinkError) -> NFTable? {
        try tables.tables(family: .inet).first { $0.name == Self.table }
    }

    /// The bridges within which packets are marked.
    func openBridges() throws(NetlinkError) -> Set<InterfaceName> {
        do throws(NetlinkError) {
            let elements = try tables.elements(family: .inet, table: Self.table, set: Self.within)
            return Set(elements.compactMap { Self.bridge(in: $0.key) })
        } catch let error where error.isNotFound {
            return []
        }
    }

    /// Lets packets pass within a bridge; it is fine if they do already.
    func allow(within bridge: InterfaceName) throws(NetlinkError) {
        var batch = NFBatch()
        batch.add(Self.elements([bridge]))
        try tables.commit(batch)
    }

    /// Lets packets within a bridge no longer pass; it is fine if they do not.
    func disallow(within bridge: InterfaceName) throws(NetlinkError) {
        var batch = NFBatch()
        batch.delete(Self.elements([bridge]))
        do throws(NetlinkError) {
            try tables.commit(batch)
        } catch let error where error.isNotFound {}
    }

    private var withinSet: NFSet {
        NFSet(family: .inet, table: Self.table, name: Self.within, key: [.interfaceName, .interfaceName])
    }

    private var forwardChain: NFChain {
        // Before Docker's chains, which are at 0.
        let base = NFBaseChain(type: "filter", hook: .forward, priority: -10)
        return NFChain(family: .inet, table: Self.table, name: Self.forward, base: base)
    }

    private var markRule: NFRule {
        NFRule(
            family: .inet,
            table: Self.table,
            chain: Self.forward,
            [
                .meta(.load(.inputName, into: .word(0))),
                .meta(.load(.outputName, into: .word(4))),
                .lookup(NFLookup(.word(0), in: Self.within)),
                .meta(.load(.mark, into: .word(0))),
                .bitwise(NFBitwise(.word(0), mask: (~Self.allowed).hostBytes, xor: Self.allowed.hostBytes)),
                .meta(.set(.mark, from: .word(0))),
            ]
        )
    }

    private static func elements(_ bridges: Set<InterfaceName>) -> NFElementList {
        let elements = bridges.sorted().map { NFElement(key: $0.paddedBytes + $0.paddedBytes) }
        return NFElementList(family: .inet, table: table, set: within, elements)
    }

    private static func bridge(in key: [UInt8]) -> InterfaceName? {
        guard key.count == 32, key[..<16] == key[16...] else { return nil }
        return try? InterfaceName(String(decoding: key.prefix { $0 != 0 }, as: UTF8.self))
    }
}

extension InterfaceName {
    /// The name as nf_tables compares it: 16 bytes, filled up with zeros.
    fileprivate var paddedBytes: [UInt8] {
        let bytes = Array(description.utf8)
        return bytes + Array(repeating: 0, count: 16 - bytes.count)
    }
}

extension UInt32 {
    /// The bytes in the host's order.
    var hostBytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}
