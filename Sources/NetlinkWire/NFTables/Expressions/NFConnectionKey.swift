/// Something that the kernel knows about a connection (`NFT_CT_*`).
public struct NFConnectionKey: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32

    /// A key by the kernel's number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Invalid 1, established 2, related 4, new 8, untracked 64: 4 bytes in the host's order (`NFT_CT_STATE`).
    public static var state: Self { Self(rawValue: 0) }
    /// 0 as it was opened, 1 back: 1 byte (`NFT_CT_DIRECTION`).
    public static var direction: Self { Self(rawValue: 1) }
    /// Among others 16 for source and 32 for destination translated: 4 bytes in the host's order (`NFT_CT_STATUS`).
    public static var status: Self { Self(rawValue: 2) }
    /// The connection's mark, 4 bytes in the host's order (`NFT_CT_MARK`).
    public static var mark: Self { Self(rawValue: 3) }
    /// The port that the one side used, 2 bytes; needs a direction (`NFT_CT_PROTO_DST`).
    public static var destinationPort: Self { Self(rawValue: 12) }
}
