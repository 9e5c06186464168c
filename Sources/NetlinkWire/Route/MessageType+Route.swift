// SPDX-License-Identifier: Apache-2.0

extension MessageType {
    /// A created or changed link; as a request, creates or changes one (`RTM_NEWLINK`).
    public static let newLink = MessageType(rawValue: 16)
    /// A removed link; as a request, deletes one, or a group of links (`RTM_DELLINK`).
    public static let deleteLink = MessageType(rawValue: 17)
    /// A request for one link, or for a list (`RTM_GETLINK`).
    public static let getLink = MessageType(rawValue: 18)
    /// A request to change a link (`RTM_SETLINK`).
    ///
    /// The kernel ignores ``LinkMessage/kind`` and ``LinkMessage/port`` in this message: changes of these need ``newLink``.
    public static let setLink = MessageType(rawValue: 19)

    /// An added or changed address; as a request, adds or changes one (`RTM_NEWADDR`).
    public static let newAddress = MessageType(rawValue: 20)
    /// A removed address; as a request, deletes one (`RTM_DELADDR`).
    public static let deleteAddress = MessageType(rawValue: 21)
    /// A request for a list of addresses (`RTM_GETADDR`).
    public static let getAddress = MessageType(rawValue: 22)

    /// An added or changed route; as a request, adds or changes one (`RTM_NEWROUTE`).
    public static let newRoute = MessageType(rawValue: 24)
    /// A removed route; as a request, deletes one (`RTM_DELROUTE`).
    public static let deleteRoute = MessageType(rawValue: 25)
    /// A request for the route to an address, or for a list (`RTM_GETROUTE`).
    public static let getRoute = MessageType(rawValue: 26)

    /// An added or changed neighbor; as a request, adds or changes one (`RTM_NEWNEIGH`).
    public static let newNeighbor = MessageType(rawValue: 28)
    /// A removed neighbor; as a request, deletes one (`RTM_DELNEIGH`).
    public static let deleteNeighbor = MessageType(rawValue: 29)
    /// A request for one neighbor, or for a list (`RTM_GETNEIGH`).
    public static let getNeighbor = MessageType(rawValue: 30)

    /// An added routing rule; as a request, adds one (`RTM_NEWRULE`).
    public static let newRoutingRule = MessageType(rawValue: 32)
    /// A removed routing rule; as a request, deletes one (`RTM_DELRULE`).
    public static let deleteRoutingRule = MessageType(rawValue: 33)
    /// A request for a list of routing rules (`RTM_GETRULE`).
    public static let getRoutingRule = MessageType(rawValue: 34)

    /// A new queueing discipline; as a request, creates one (`RTM_NEWQDISC`).
    public static let newQueue = MessageType(rawValue: 36)
    /// A removed queueing discipline; as a request, deletes one (`RTM_DELQDISC`).
    public static let deleteQueue = MessageType(rawValue: 37)
    /// A new filter; as a request, creates one (`RTM_NEWTFILTER`).
    public static let newFilter = MessageType(rawValue: 44)
    /// A removed filter; as a request, deletes one (`RTM_DELTFILTER`).
    public static let deleteFilter = MessageType(rawValue: 45)
    /// A request for the filters of a link (`RTM_GETTFILTER`).
    public static let getFilter = MessageType(rawValue: 46)

    /// The neighbor table parameters of a link (`RTM_NEWNEIGHTBL`).
    public static let newNeighborTable = MessageType(rawValue: 64)
    /// A request for neighbor table parameters (`RTM_GETNEIGHTBL`).
    public static let getNeighborTable = MessageType(rawValue: 66)
    /// A request to change the neighbor table parameters of a link (`RTM_SETNEIGHTBL`).
    public static let setNeighborTable = MessageType(rawValue: 67)

    /// The statistics of links (`RTM_NEWSTATS`).
    public static let newStatistics = MessageType(rawValue: 92)
    /// A request for the statistics of one link, or of all links (`RTM_GETSTATS`).
    public static let getStatistics = MessageType(rawValue: 94)
}
