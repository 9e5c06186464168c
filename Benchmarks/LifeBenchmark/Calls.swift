// SPDX-License-Identifier: Apache-2.0

import Measuring
import PluginTesting

/// The times of calls in one setting.
struct Calls: Sendable {
    private var create = Samples()
    private var join = Samples()
    private(set) var program = Samples()
    private(set) var inform = Samples()
    private var leave = Samples()
    private var delete = Samples()
    /// CreateEndpoint, Join and ProgramExternalConnectivity together.
    private(set) var attach = Samples()
    /// Leave and DeleteEndpoint together.
    private var detach = Samples()

    /// Runs a whole life and records its times.
    mutating func live(_ life: Life, _ client: PluginClient) throws {
        try timed(into: &attach) {
            try timed(into: &create) { try life.create(client) }
            let hasGateway = try timed(into: &join) { try life.join(client) }
            if hasGateway { try timed(into: &program) { try life.program(client) } }
        }
        try timed(into: &inform) { try life.inform(client) }
        try timed(into: &detach) {
            try timed(into: &leave) { try life.leave(client) }
            try timed(into: &delete) { try life.delete(client) }
        }
    }

    mutating func add(_ other: Calls) {
        create.add(other.create)
        join.add(other.join)
        program.add(other.program)
        inform.add(other.inform)
        leave.add(other.leave)
        delete.add(other.delete)
        attach.add(other.attach)
        detach.add(other.detach)
    }

    var rows: [(String, Samples)] {
        [
            ("CreateEndpoint", create), ("Join", join), ("ProgramExternalConnectivity", program),
            ("EndpointOperInfo: does nothing", inform), ("Leave", leave), ("DeleteEndpoint", delete),
            ("attach", attach), ("detach", detach),
        ]
    }
}
