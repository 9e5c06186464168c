// SPDX-License-Identifier: Apache-2.0

import NetworkModel

extension FirewallChain {
    /// One line about the packets of the chain, for `nft list ruleset`.
    var comment: String {
        switch self {
        // The table `inet mdnp`.
        case .hostArrivals: "first packets to ports that mdnp relays: connections get the number of their arrival link"
        case .publish: "packets to published ports get the address and port of the container"
        case .limitConnections: "first packets from mdnp networks: connections beyond the limits are dropped"
        case .prerouting: "first packets that enter the host: connection limits, forbidden addresses, published ports"
        case .output: "first packets that the host sends: published ports"
        case .dropRelayedPorts: "packets from networks without egress to ports that mdnp relays are dropped"
        case .restrictRelayedPorts:
            "first packets to ports that mdnp relays: clients that publish.allow lacks are dropped"
        case .fromNoHostAccess: "packets to the host from networks without host access: only ports that mdnp relays"
        case .fromNoEgress: "packets to the host from networks without egress: only the addresses of their bridge"
        case .input: "packets from mdnp networks to the host"
        case .allowPacket: "allowed packets get the mark 0x10000000; TCP segments fit the MTU of the route"
        case .admitConnection: "admitted connections get the mark 0x10000000, which allows all their packets"
        case .toPublishedPort:
            "first packets to published ports are admitted, except from clients that publish.allow lacks"
        case .deferToDockerUser: "first packets between two networks: only rules in DOCKER-USER can accept them"
        case .forwardFromNetworks: "forwarded packets that leave an mdnp network"
        case .forwardToNetworks: "forwarded packets from other links into an mdnp network"
        case .forward: "forwarded packets that leave or enter an mdnp network"
        case .betweenNetworks: "first packets between networks are dropped, unless a rule in DOCKER-USER accepted them"
        case .natFromOutside: "first packets from Docker bridges to published ports get the address of the host"
        case .natToNetworks: "clients whose replies would bypass the host get the address of the host"
        case .natFromNetworks: "first packets that leave mdnp networks get their source address (snat, masquerade)"
        case .postrouting: "first packets that leave the host: source addresses"
        case .markReply: "replies get the number of the arrival link of their connection, which selects their route"
        case .containerReplies: "replies of containers leave by the arrival link of their connection"
        case .hostReplies: "replies of the host leave by the arrival link of their connection"
        // The table `bridge mdnp`.
        case .wrongMAC: "frames with the MAC address of another container are counted and dropped"
        case .wrongARPMAC: "ARP packets with the MAC address of another container are counted and dropped"
        case .wrongSource: "frames with another source address or EtherType are counted and dropped"
        case .checkAnnouncement: "neighbor messages announce only addresses that the container may use"
        case .linkLocal: "frames with a link-local source stay on their bridge"
        case .checkSource: "frames that need a closer check: MAC address, EtherType, source address, announcements"
        case .knownSource: "packets from the own addresses of a container are accepted"
        case .framePrerouting: "frames of containers, as they enter their bridge"
        case .frameInput: "frames to the host: link-local sources are dropped"
        case .frameForward: "frames between containers of one network: isolation (icc=false)"
        }
    }
}
