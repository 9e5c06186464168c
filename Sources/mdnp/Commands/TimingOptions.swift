// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Driver
import NetworkModel

/// The intervals and grace periods of the daemon, in seconds.
struct TimingOptions: ParsableArguments {
    @Option(help: "After how many seconds the kernel is looked at though nothing was said to have changed.")
    var resyncInterval = 30.0

    @Option(
        help:
            "For how many seconds DeleteEndpoint may be missing after Leave, or after the return of a link to the host."
    )
    var linkReturnedGrace = 10.0

    @Option(help: "For how many seconds an endpoint may wait for Join.")
    var notJoinedGrace = 300.0

    @Option(help: "For how many seconds an address may be without an endpoint.")
    var unclaimedGrace = 60.0

    var value: Timing {
        Timing(
            resyncInterval: .seconds(resyncInterval),
            gracePeriods: GracePeriods(linkReturned: .seconds(linkReturnedGrace), notJoined: .seconds(notJoinedGrace)),
            unclaimed: .seconds(unclaimedGrace)
        )
    }
}
