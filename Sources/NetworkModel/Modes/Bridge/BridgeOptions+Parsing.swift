// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension BridgeOptions {
    /// Reads the options of `docker network create -o KEY=VALUE`, by their names in mdnp or in Docker's bridge driver.
    ///
    /// Refuses an unknown key (the error contains the most similar known one), a value out of range, and an option with two of its names.
    /// Also refuses a value for Docker's bridge driver without an mdnp equivalent.
    ///
    /// - Parameter families: The families of the network's subnets.
    public static func ofNetwork(
        _ texts: [String: String],
        for families: Set<IPFamily> = [.v4]
    ) throws(Refusal) -> Options {
        var options = Options()
        var keys: [String: String] = [:]
        var closed: [IPFamily: String] = [:]
        for (key, value) in texts.sorted(by: { $0.key < $1.key }) where !readByDocker.contains(key) {
            if let option = DockerBridgeOption(rawValue: key) {
                if case .noGateway(let family) = try option.meaning(of: value) { closed[family] = key }
                continue
            }
            guard let option = kept.first(where: { $0.isNamed(key, of: .network) }) else {
                throw unknown(key)
            }
            if let other = keys.updateValue(key, forKey: option.name), !option.isGivenInParts {
                throw Refusal("option \(key)", "is set twice, also as \(other)")
            }
            try option.read(OptionText(key, text: value), &options)
        }
        let isGatewayGiven = keys[gateway.option.name] != nil
        if try isClosed(closed, of: families, beside: isGatewayGiven ? options.gateway : nil) {
            options[gateway] = .none
        }
        return options
    }

    /// Reads the options of `docker network connect --driver-opt KEY=VALUE`.
    ///
    /// Refuses an unknown key; the error contains the most similar known one. Ignores options that Docker adds itself.
    public static func ofEndpoint(_ texts: [String: String]) throws(Refusal) -> Options {
        var options = Options()
        let known = all.filter { $0.subjects.contains(.endpoint) }
        for (key, value) in texts.sorted(by: { $0.key < $1.key }) {
            if let option = known.first(where: { $0.name == key }) {
                try option.read(OptionText(key, text: value), &options)
            } else if !key.hasPrefix("com.docker.network.") {
                throw Refusal(unknownOption: key, known: known.map(\.name))
            }
        }
        return options
    }

    /// The maximum length in bytes of each option whose value is a list of any length.
    public static var valueLengths: [String: Int] {
        all.reduce(into: [:]) { lengths, option in lengths[option.name] = option.maximumLength }
    }

    /// Returns a Boolean value that indicates whether Docker's options remove the gateway of all families.
    private static func isClosed(
        _ closed: [IPFamily: String],
        of families: Set<IPFamily>,
        beside given: GatewayMode?
    ) throws(Refusal) -> Bool {
        guard let (family, key) = closed.min(by: { $0.value < $1.value }) else { return false }
        if let given, given != .none {
            throw Refusal("option \(key)", "means gateway=none, but gateway=\(given.rawValue) is set as well")
        }
        if let other = families.first(where: { closed[$0] == nil }) {
            throw Refusal(
                "option \(key)",
                "is for \(family) only, but the network also has \(other): "
                    + "mdnp is the gateway of both families or of none; use gateway=none"
            )
        }
        return true
    }

    private static func unknown(_ key: String) -> Refusal {
        if all.contains(where: { $0.isNamed(key, of: .endpoint) }) {
            return Refusal(
                "option \(key)",
                "is an option of one container, not of a network; use docker run --network name=NETWORK,driver-opt=\(key)=VALUE"
            )
        }
        let known = all.filter { $0.subjects.contains(.network) }
        return Refusal(
            unknownOption: key,
            known: known.map(\.name),
            aliases: known.flatMap(\.aliases) + DockerBridgeOption.allCases.map(\.rawValue)
        )
    }
}
