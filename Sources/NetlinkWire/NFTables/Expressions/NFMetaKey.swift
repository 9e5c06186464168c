// SPDX-License-Identifier: Apache-2.0

/// A key of packet metadata (`NFT_META_*`).
public struct NFMetaKey: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32

    /// Creates a key from the kernel's number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The EtherType, 2 bytes in network byte order (`NFT_META_PROTOCOL`).
    public static var etherType: Self { Self(rawValue: 1) }
    /// The priority for queueing, 4 bytes in host byte order (`NFT_META_PRIORITY`).
    public static var priority: Self { Self(rawValue: 2) }
    /// The mark, 4 bytes in host byte order (`NFT_META_MARK`).
    public static var mark: Self { Self(rawValue: 3) }
    /// The index of the input interface, 4 bytes in host byte order (`NFT_META_IIF`).
    public static var inputIndex: Self { Self(rawValue: 4) }
    /// The index of the output interface, 4 bytes in host byte order (`NFT_META_OIF`).
    public static var outputIndex: Self { Self(rawValue: 5) }
    /// The name of the input interface, 16 bytes (`NFT_META_IIFNAME`).
    public static var inputName: Self { Self(rawValue: 6) }
    /// The name of the output interface, 16 bytes (`NFT_META_OIFNAME`).
    public static var outputName: Self { Self(rawValue: 7) }
    /// The hardware type of the input interface, 2 bytes in host byte order: 1 Ethernet, 772 loopback (`NFT_META_IIFTYPE`).
    public static var inputType: Self { Self(rawValue: 8) }
    /// The hardware type of the output interface, 2 bytes in host byte order (`NFT_META_OIFTYPE`).
    public static var outputType: Self { Self(rawValue: 9) }
    /// The family of the packet, 1 byte (`NFT_META_NFPROTO`).
    public static var family: Self { Self(rawValue: 15) }
    /// The transport protocol, 1 byte (`NFT_META_L4PROTO`).
    public static var transportProtocol: Self { Self(rawValue: 16) }
    /// The name of the bridge of the input port, 16 bytes (`NFT_META_BRI_IIFNAME`).
    public static var inputBridgeName: Self { Self(rawValue: 17) }
    /// The name of the bridge of the output port, 16 bytes (`NFT_META_BRI_OIFNAME`).
    public static var outputBridgeName: Self { Self(rawValue: 18) }
    /// The packet type, 1 byte: unicast, broadcast or multicast (`NFT_META_PKTTYPE`).
    public static var packetType: Self { Self(rawValue: 19) }
    /// The group of the input link, 4 bytes in host byte order (`NFT_META_IIFGROUP`).
    public static var inputGroup: Self { Self(rawValue: 21) }
    /// The group of the output link, 4 bytes in host byte order (`NFT_META_OIFGROUP`).
    public static var outputGroup: Self { Self(rawValue: 22) }
    /// The kind of the virtual input link, such as `veth`, 16 bytes (`NFT_META_IIFKIND`, from Linux 5.5).
    public static var inputKind: Self { Self(rawValue: 26) }
    /// The kind of the virtual output link, 16 bytes (`NFT_META_OIFKIND`, from Linux 5.5).
    public static var outputKind: Self { Self(rawValue: 27) }
}
