// SPDX-License-Identifier: Apache-2.0

extension MessageType {
    /// A link was made or changed; as a request, make or change one (`RTM_NEWLINK`).
    public static let newLink = MessageType(rawValue: 16)
    /// A link is gone; as a request, delete one, or a group of them (`RTM_DELLINK`).
    public static let deleteLink = MessageType(rawValue: 17)
    /// Get one link, or list them (`RTM_GETLINK`).
    public static let getLink = MessageType(rawValue: 18)
    /// Change a link (`RTM_SETLINK`).
    ///
    /// What ``LinkMessage/kind`` and ``LinkMessage/port`` say is not looked at: that takes ``newLink``.
    public static let setLink = MessageType(rawValue: 19)

    /// An address was added or changed; as a request, add or change one (`RTM_NEWADDR`).
    public static let newAddress = MessageType(rawValue: 20)
    /// An address is gone; as a request, delete one (`RTM_DELADDR`).
    public static let deleteAddress = MessageType(rawValue: 21)
    /// List addresses (`RTM_GETADDR`).
    public static let getAddress = MessageType(rawValue: 22)

    /// A route was added or changed; as a request, add or change one (`RTM_NEWROUTE`).
    public static let newRoute = MessageType(rawValue: 24)
    /// A route is gone; as a request, delete one (`RTM_DELROUTE`).
    public static let deleteRoute = MessageType(rawValue: 25)
    /// Find the route to an address, or list routes (`RTM_GETROUTE`).
    public static let getRoute = MessageType(rawValue: 26)

    /// A neighbor was added or changed; as a request, add or change one (`RTM_NEWNEIGH`).
    public static let newNeighbor = MessageType(rawValue: 28)
    /// A neighbor is gone; as a request, delete one (`RTM_DELNEIGH`).
    public static let deleteNeighbor = MessageType(rawValue: 29)
    /// Get one neighbor, or list them (`RTM_GETNEIGH`).
    public static let getNeighbor = MessageType(rawValue: 30)

    /// A routing rule was added; as a request, add one (`RTM_NEWRULE`).
    public static let newRoutingRule = MessageType(rawValue: 32)
    /// A routing rule is gone; as a request, delete one (`RTM_DELRULE`).
    public static let deleteRoutingRule = MessageType(rawValue: 33)
    /// List routing rules (`RTM_GETRULE`).
    public static let getRoutingRule = MessageType(rawValue: 34)

    /// A queueing discipline is new; as a request, make one (`RTM_NEWQDISC`).
    public static let newQueue = MessageType(rawValue: 36)
    /// A queueing discipline is gone; as a request, delete one (`RTM_DELQDISC`).
    public static let deleteQueue = MessageType(rawValue: 37)
    /// A filter is new; as a request, make one (`RTM_NEWTFILTER`).
    public static let newFilter = MessageType(rawValue: 44)
    /// A filter is gone; as a request, delete one (`RTM_DELTFILTER`).
    public static let deleteFilter = MessageType(rawValue: 45)
    /// List the filters of a link (`RTM_GETTFILTER`).
    public static let getFilter = MessageType(rawValue: 46)

    /// How the neighbors of a link are found (`RTM_NEWNEIGHTBL`).
    public static let newNeighborTable = MessageType(rawValue: 64)
    /// List how neighbors are found (`RTM_GETNEIGHTBL`).
    public static let getNeighborTable = MessageType(rawValue: 66)
    /// Change how the neighbors of a link are found (`RTM_SETNEIGHTBL`).
    public static let setNeighborTable = MessageType(rawValue: 67)

    /// What links have counted (`RTM_NEWSTATS`).
    public static let newStatistics = MessageType(rawValue: 92)
    /// Get what one link has counted, or list that of all (`RTM_GETSTATS`).
    public static let getStatistics = MessageType(rawValue: 94)
}
