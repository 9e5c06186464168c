// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Driver
import NetworkModel

/// The intervals and grace periods of the daemon, in seconds.
struct TimingOptions: ParsableArguments {
    @Option(help: "Resync interval in seconds: full comparison with the kernel without a change event.")
    var resyncInterval = 30.0

    @Option(
        help:
            "Grace period in seconds for DeleteEndpoint after Leave, or after the link returned to the host."
    )
    var linkReturnedGrace = 10.0

    @Option(help: "Grace period in seconds for Join after CreateEndpoint.")
    var notJoinedGrace = 300.0

    @Option(help: "Grace period in seconds for an address without an endpoint.")
    var unclaimedGrace = 60.0

    var value: Timing {
        Timing(
            resyncInterval: .seconds(resyncInterval),
            gracePeriods: GracePeriods(linkReturned: .seconds(linkReturnedGrace), notJoined: .seconds(notJoinedGrace)),
            unclaimed: .seconds(unclaimedGrace)
        )
    }
}
