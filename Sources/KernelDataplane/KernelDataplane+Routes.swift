import Addressing
import Netlink
import NetlinkWire
public import NetworkModel

extension KernelDataplane {
    /// Reads the routes of all tables but that of the host's own addresses, of both families.
    public func hostRoutes() async throws(DataplaneError) -> [HostRoute] {
        do {
            let found = try routes.list(table: nil).compactMap { route -> (destination: Prefix, link: Int32?)? in
                guard route.table != RouteMessage.localTable, let destination = route.destinationPrefix,
                    !destination.address.isMulticast, !destination.address.isLinkLocal
                else { return nil }
                return (destination, route.linkIndex.map { Int32(bitPattern: $0) })
            }
            // Not a list of all links: while containers come and go, it may be interrupted again and again.
            var names: [Int32: String] = [:]
            for link in Set(found.compactMap(\.link)) { names[link] = try? links.get(.index(link)).name }
            return found.map { HostRoute(to: $0.destination, link: $0.link.flatMap { names[$0] }) }
        } catch {
            throw DataplaneError("look at the host's routes: \(error)")
        }
    }
}
