// SPDX-License-Identifier: Apache-2.0

extension Captured {
    /// The request of `ip ntable change name arp_cache dev br0 mcast_probes 0`.
    static let neighborTableRequest = bytes(
        """
        38000000 4300 0501 f1e90a6b 00000000 // header: RTM_SETNEIGHTBL
        00000000                             // family, padding
        0e00 0100 6172705f636163686500 0000  // NDTA_NAME "arp_cache"
        1400 0600                            // NDTA_PARMS
          0800 0100 02000000                 // NDTPA_IFINDEX
          0800 0b00 00000000                 // NDTPA_MCAST_PROBES
        """
    )

    /// The request of `tc qdisc add dev br0 clsact`.
    static let filterPlaceRequest = bytes(
        """
        30000000 2400 0506 f1e90a6b 00000000 // header: RTM_NEWQDISC
        00000000 02000000                    // family, padding, ifindex
        0000ffff f1ffffff 00000000           // handle, parent, info
        0b00 0100 636c7361637400 00          // TCA_KIND "clsact"
        """
    )

    /// The reply to `tc filter show dev br0 ingress`, for a direct-action program.
    static let filter = bytes(
        """
        68000000 2c00 0200 01000000 01000000 // header: RTM_NEWTFILTER
        00000000 02000000                    // family, padding, ifindex
        01000000 f2ffffff 00030100           // handle, parent, info
        0800 0100 62706600                   // TCA_KIND "bpf"
        0800 0b00 00000000                   // TCA_CHAIN
        3400 0200                            // TCA_OPTIONS
          1200 0700 6d646e705f6c6f6f706261636b00 0000 // TCA_BPF_NAME
          0800 0b00 07000000                 // TCA_BPF_ID
          0c00 0a00 0102030405060708         // TCA_BPF_TAG
          0800 0800 01000000                 // TCA_BPF_FLAGS
        """
    )
}
