// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

extension SeededGenerator {
    mutating func name() -> String {
        ["mdnp", "a", "forward", "__set0", "Straße"].randomElement(using: &self) ?? ""
    }

    mutating func family() -> NFFamily {
        Bool.random(using: &self) ? .inet : NFFamily(rawValue: number())
    }

    mutating func register() -> NFRegister {
        .word(.random(in: 0...15, using: &self))
    }

    mutating func registers() -> NFRegisterRange? {
        guard Bool.random(using: &self) else { return nil }
        return NFRegisterRange(register(), through: Bool.random(using: &self) ? register() : nil)
    }

    mutating func verdict() -> NFVerdict {
        let verdicts: [NFVerdict] = [
            .drop, .accept, .continue, .break, .return, .jump(name()), .goto(name()), .other(5),
        ]
        return verdicts.randomElement(using: &self) ?? .drop
    }

    mutating func data() -> NFData {
        Bool.random(using: &self) ? .value(bytes(upTo: 20)) : .verdict(verdict())
    }

    mutating func translationFlags() -> NFTranslationFlags {
        let all: [NFTranslationFlags] = [.random, .persistent, .fullyRandom, .prefix]
        return all.filter { _ in Bool.random(using: &self) }.reduce([]) { $0.union($1) }
    }

    mutating func expression() -> NFExpression {
        switch next() % 20 {
        case 0: .meta(.load(NFMetaKey(rawValue: number()), into: register()))
        case 1: .meta(.set(NFMetaKey(rawValue: number()), from: register()))
        case 2: .compare(NFCompare(register(), .lessOrEqual, to: bytes(upTo: 16)))
        case 3: bitwise()
        case 4: .immediate(NFImmediate(into: register(), data: data()))
        case 5: lookup()
        case 6: .payload(NFPayload(.transportHeader, offset: number(), length: number(), into: register()))
        case 7: .connection(.load(NFConnectionKey(rawValue: number()), direction: maybe(), into: register()))
        case 8: .counter(NFCounter(packets: number(), bytes: number()))
        case 9: .route(NFRouteLookup(NFRouteLookup.Question(rawValue: number()), for: .name, into: register()))
        case 10: .routing(NFRouting(NFRouting.Key(rawValue: number()), into: register()))
        case 11: option()
        case 12: .byteOrder(NFByteOrder(.toHost, of: register(), into: register(), size: number(), length: number()))
        case 13:
            .range(
                NFRange(register(), from: bytes(upTo: 4), through: bytes(upTo: 4), isInverted: .random(using: &self))
            )
        case 14: translation()
        case 15: .masquerade(NFMasquerade(ports: registers(), flags: translationFlags()))
        case 18: setUpdate()
        case 17: .connectionLimit(NFConnectionLimit(number(), isOver: .random(using: &self)))
        case 16: .redirect(NFRedirect(ports: registers(), flags: translationFlags()))
        default: refusal()
        }
    }

    private mutating func bitwise() -> NFExpression {
        let mask = bytes(upTo: 16)
        return .bitwise(NFBitwise(register(), into: register(), mask: mask, xor: mask.reversed()))
    }

    private mutating func lookup() -> NFExpression {
        let destination = Bool.random(using: &self) ? register() : .verdict
        var lookup = NFLookup(register(), in: name(), isInverted: .random(using: &self), into: destination)
        lookup.setID = maybe()
        return .lookup(lookup)
    }

    private mutating func setUpdate() -> NFExpression {
        let counter = Bool.random(using: &self) ? NFCounter(packets: number(), bytes: number()) : nil
        var update = NFSetUpdate(name(), key: register(), value: register(), timeout: number(), counter: counter)
        update.setID = maybe()
        return .setUpdate(update)
    }

    private mutating func option() -> NFExpression {
        let headers: [NFHeaderOption.Header] = [.ipv6, .tcp, .ipv4, .sctp]
        let header = headers.randomElement(using: &self) ?? .tcp
        let place = NFHeaderOption.Place(header, option: number(), offset: number(), length: number())
        return switch next() % 3 {
        case 0: .option(.load(place, into: register()))
        case 1: .option(.presence(place, into: register()))
        default: .option(.set(place, from: register()))
        }
    }

    private mutating func translation() -> NFExpression {
        .translation(
            NFTranslation(
                Bool.random(using: &self) ? .source : .destination,
                family: IPFamily.allCases.randomElement(using: &self) ?? .v4,
                to: registers(),
                ports: registers(),
                flags: translationFlags()
            )
        )
    }

    private mutating func refusal() -> NFExpression {
        switch next() % 3 {
        case 0: .reject(.icmp(code: number()))
        case 1: .reject(.reset)
        default: .reject(.unreachable(NFReject.Reason(rawValue: number())))
        }
    }

    mutating func rule() -> NFRule {
        let count = Int.random(in: 0...8, using: &self)
        var rule = NFRule(
            family: family(),
            table: name(),
            chain: name(),
            expressions: (0..<count).map { _ in expression() }
        )
        rule.handle = maybe()
        rule.position = maybe()
        rule.comment = text()
        rule.unknown = unknown()
        return rule
    }

    mutating func set() -> NFSet {
        let types: [NFDataType] = [
            .macAddress, .ipv4Address, .ipv6Address, .transportProtocol, .port, .mark, .interfaceName, .etherType,
        ]
        var fields = types.shuffled(using: &self)
        let key = Array(fields.prefix(.random(in: 1...3, using: &self)))
        fields = fields.filter { _ in Bool.random(using: &self) }
        let value = Bool.random(using: &self) ? [.verdict] : Array(fields.prefix(2))
        let flags: NFSetFlags = Bool.random(using: &self) ? .interval : []
        var set = NFSet(family: family(), table: name(), name: name(), key: key, value: value, flags: flags)
        set.id = maybe()
        set.capacity = maybe()
        set.timeout = maybe()
        set.handle = maybe()
        set.expression = Bool.random(using: &self) ? expression() : nil
        set.comment = text()
        set.unknown = unknown()
        return set
    }

    mutating func elements() -> NFElementList {
        let count = Int.random(in: 0...5, using: &self)
        var list = NFElementList(
            family: family(),
            table: name(),
            set: name(),
            elements: (0..<count).map { _ in element() }
        )
        list.setID = maybe()
        list.unknown = unknown()
        return list
    }

    private mutating func element() -> NFElement {
        let end = Bool.random(using: &self) ? bytes(upTo: 20) : nil
        let value = Bool.random(using: &self) ? data() : nil
        var element = NFElement(key: bytes(upTo: 20), keyEnd: end, value: value, flags: number())
        element.timeout = maybe()
        element.expiration = maybe()
        element.expression = Bool.random(using: &self) ? expression() : nil
        element.comment = text()
        element.unknown = unknown()
        return element
    }
}
