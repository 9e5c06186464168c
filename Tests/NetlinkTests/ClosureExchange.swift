import Netlink
import NetlinkWire

/// A kernel that a closure plays.
struct ClosureExchange: NetlinkExchange {
    let answer: @Sendable ([NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]

    func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        try answer(requests)
    }
}
