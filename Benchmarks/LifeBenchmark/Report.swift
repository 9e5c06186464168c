import Foundation

/// What the calls of one setting took.
struct Calls: Sendable {
    var create = Samples()
    var join = Samples()
    var program = Samples()
    var inform = Samples()
    var leave = Samples()
    var delete = Samples()
    /// CreateEndpoint, Join and ProgramExternalConnectivity together.
    var attach = Samples()
    /// Leave and DeleteEndpoint together.
    var detach = Samples()

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
            ("CreateEndpoint", create), ("Join", join), ("ProgramExternalConnectivity", program), ("EndpointOperInfo", inform),
            ("Leave", leave), ("DeleteEndpoint", delete), ("attach", attach), ("detach", detach),
        ]
    }
}

/// Prints aligned columns of microseconds.
enum Report {
    static func line(_ name: String, _ samples: Samples) {
        print(name.padding(toLength: 32, withPad: " ", startingAt: 0), number(samples.percentile(0.5)), number(samples.percentile(0.99)))
    }

    static func number(_ value: Double, _ digits: Int = 0) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
}
