// SPDX-License-Identifier: Apache-2.0

public import Driver
public import NetworkModel

/// What is looked at when somebody asks: it stands somewhere anyway, and is not counted twice.
public struct MetricsSources: Sendable {
    let view: DriverView
    let repairs: @Sendable () -> [Repairs.Kind: Repairs.Record]
    let reaper: @Sendable () -> Reaper.Progress
    let traffic: any TrafficMeter
}

extension MetricsSources {
    /// What a driver has, and what counts its endpoints' packets.
    public init(of context: DriverContext, view: DriverView, traffic: any TrafficMeter) {
        self.init(
            view: view,
            repairs: { context.repairs.all },
            reaper: { context.reaper.progress },
            traffic: traffic
        )
    }
}
