// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// Translates rules of nf_tables into conditions of the model.
///
/// The translation follows a rule expression by expression: the field in each register, and the comparisons with it. An unsupported
/// expression becomes a condition that no packet is known to meet.
struct RuleTranslation {
    let family: NFFamily
    let sets: [String: FilterSet]

    /// Returns the model of a rule: nothing without a verdict, and one rule for each element of a verdict map.
    func rules(_ rule: NFRule, label: String) -> [FilterRule] {
        var state = State()
        for expression in rule.expressions {
            apply(expression, into: &state)
            if state.verdict != nil || state.map != nil || state.isFinished { break }
        }
        if let (set, values) = state.map {
            return rules(of: set, values: values, conditions: state.conditions, label: label)
        }
        guard let verdict = state.verdict else { return [] }
        return [FilterRule(label, state.conditions, verdict)]
    }

    /// The state of a translation.
    private struct State {
        var registers: [Int: FilterValue] = [:]
        var conditions: [FilterCondition] = []
        var verdict: FilterRule.Verdict?
        /// The map with the verdict, and the fields of its key; no fields if one is unknown.
        var map: (FilterSet, [FilterValue]?)?
        var isFinished = false

        /// Returns the value of a register; an unknown one if no supported field was loaded.
        func value(_ register: NFRegister, length: Int) -> FilterValue {
            register.word.flatMap { registers[$0] } ?? FilterValue(.other(length: length))
        }

        mutating func load(_ field: FilterField, into register: NFRegister) {
            guard let word = register.word else { return }
            registers[word] = FilterValue(field)
        }

        /// Returns the values of consecutive registers; nil if one is unknown.
        func values(_ register: NFRegister, length: Int) -> [FilterValue]? {
            guard var word = register.word else { return nil }
            var rest = length
            var values: [FilterValue] = []
            while rest > 0 {
                guard let value = registers[word], value.field.length > 0 else { return nil }
                values.append(value)
                let words = (value.field.length + 3) / 4
                word += words
                // A single field has no padding.
                rest -= values.count == 1 && rest == value.field.length ? rest : words * 4
            }
            return rest == 0 ? values : nil
        }
    }

    private func apply(_ expression: NFExpression, into state: inout State) {
        switch expression {
        case .meta(.load(let key, let register)): state.load(Self.field(key), into: register)
        case .payload(let payload): state.load(field(payload), into: payload.destination)
        case .connection(.load(let key, let direction, let register)):
            state.load(direction == nil ? Self.field(key) : .other(length: 4), into: register)
        case .bitwise(let bitwise):
            let value = state.value(bitwise.source, length: bitwise.mask.count)
            guard let word = bitwise.destination.word else { return }
            let bits = FilterValue.Bits(mask: bitwise.mask, xor: bitwise.xor)
            state.registers[word] =
                value.bits == nil ? FilterValue(value.field, bits) : FilterValue(.other(length: value.field.length))
        case .compare(let compare):
            let value = state.value(compare.source, length: compare.value.count)
            state.conditions.append(.compare(value, compare.relation.relation, compare.value))
        case .range(let range):
            let value = state.value(range.source, length: range.first.count)
            let bounds = FilterRange([range.first], through: [range.last])
            state.conditions.append(.among([value], [bounds], isInverted: range.isInverted))
        case .lookup(let lookup): apply(lookup, into: &state)
        case .immediate(let immediate):
            if case .verdict(let verdict) = immediate.data {
                decide(verdict, in: &state)
            } else if let word = immediate.destination.word {
                state.registers[word] = nil
            }
        case .reject: state.verdict = .drop
        case .route(let route): state.load(.other(length: 4), into: route.destination)
        case .routing(let routing): state.load(.other(length: 4), into: routing.destination)
        case .byteOrder(let order): state.load(.other(length: Int(order.length)), into: order.destination)
        case .option: state.registers = [:]
        case .connectionLimit: state.conditions.append(.unknown)
        case .meta, .connection, .counter, .setUpdate, .translation, .masquerade, .redirect: break
        case .other(let other): apply(other, into: &state)
        }
    }

    private func apply(_ lookup: NFLookup, into state: inout State) {
        guard let set = sets[lookup.set] else {
            state.conditions.append(.unknown)
            state.isFinished = lookup.destination == .verdict
            return
        }
        let values = state.values(lookup.source, length: set.keyLength)
        if lookup.destination == .verdict {
            state.map = (set, values)
            return
        }
        // The translation does not follow values from maps.
        if let word = lookup.destination?.word { state.registers[word] = nil }
        guard let values else {
            let unknown = FilterValue(.other(length: set.keyLength))
            return state.conditions.append(.among([unknown], [], isInverted: lookup.isInverted))
        }
        // With a catch-all element, every key is in the set.
        if set.elements.contains(where: \.isRest) {
            if lookup.isInverted { state.conditions.append(.unknown) }
            return
        }
        let ranges = set.elements.compactMap { Self.range($0, of: values) }
        state.conditions.append(.among(values, ranges, isInverted: lookup.isInverted))
    }

    /// Applies an expression without a type of its own, by its name.
    private func apply(_ other: NFOtherExpression, into state: inout State) {
        switch other.name {
        case "log", "notrack", "dynset", "objref", "last", "flow_offload", "dup", "fwd", "synproxy", "tproxy": break
        // A program in user space decides.
        case "queue": state.verdict = .accept
        case "match":
            let match = other.data.flatMap { XTablesExtension($0) }
            state.conditions += match.map { $0.conditions } ?? [.unknown]
        case "target":
            let target = other.data.flatMap { XTablesExtension($0) }
            state.verdict = target?.verdict
            state.isFinished = true
        default:
            state.registers = [:]
            state.conditions.append(.unknown)
        }
    }

    private func decide(_ verdict: NFVerdict, in state: inout State) {
        switch verdict {
        case .accept, .other: state.verdict = .accept
        case .drop: state.verdict = .drop
        case .jump(let chain): state.verdict = .jump(chain)
        case .goto(let chain): state.verdict = .goto(chain)
        case .return: state.verdict = .return
        case .continue, .break: state.isFinished = true
        }
    }

    private func rules(
        of set: FilterSet,
        values: [FilterValue]?,
        conditions: [FilterCondition],
        label: String
    ) -> [FilterRule] {
        set.elements.compactMap { element in
            var state = State()
            guard case .verdict(let verdict)? = element.value else { return nil }
            decide(verdict, in: &state)
            guard let verdict = state.verdict else { return nil }
            if element.isRest { return FilterRule(label, conditions, verdict) }
            guard let values, let range = Self.range(element, of: values) else {
                return FilterRule(label, conditions + [.unknown], verdict)
            }
            return FilterRule(label, conditions + [.among(values, [range], isInverted: false)], verdict)
        }
    }

    /// Returns the range of an element, by the fields of its key.
    private static func range(_ element: FilterSet.Element, of values: [FilterValue]) -> FilterRange? {
        guard let lower = parts(element.lower, of: values), let upper = parts(element.upper, of: values) else {
            return nil
        }
        return FilterRange(lower, through: upper)
    }

    private static func parts(_ key: [UInt8], of values: [FilterValue]) -> [[UInt8]]? {
        var parts: [[UInt8]] = []
        var rest = key[...]
        for value in values {
            guard rest.count >= value.field.length else { return nil }
            parts.append(Array(rest.prefix(value.field.length)))
            rest = rest.dropFirst((value.field.length + 3) / 4 * 4)
        }
        return parts
    }
}

extension RuleTranslation {
    private static func field(_ key: NFMetaKey) -> FilterField {
        switch key {
        case .mark: .mark
        case .inputName: .inputName
        case .outputName: .outputName
        case .inputIndex: .inputIndex
        case .outputIndex: .outputIndex
        case .inputBridgeName: .inputBridgeName
        case .outputBridgeName: .outputBridgeName
        case .family: .family
        case .etherType: .etherType
        case .transportProtocol: .transportProtocol
        case .inputType, .outputType: .other(length: 2)
        case .packetType: .other(length: 1)
        default: .other(length: 4)
        }
    }

    private static func field(_ key: NFConnectionKey) -> FilterField {
        switch key {
        case .state: .connectionState
        case .status: .connectionStatus
        case .direction: .connectionDirection
        default: .other(length: 4)
        }
    }

    private func field(_ payload: NFPayload) -> FilterField {
        let offset = Int(payload.offset)
        let length = Int(payload.length)
        return switch payload.base {
        case .networkHeader: .networkHeader(offset: offset, length: length)
        case .transportHeader: .transportHeader(offset: offset, length: length)
        case .linkHeader where offset == 12 && length == 2: .etherType
        default: .other(length: length)
        }
    }
}

extension NFCompare.Relation {
    fileprivate var relation: FilterCondition.Relation {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        }
    }
}

extension NFRegister {
    /// The first 32-bit word of the register; nil for the verdict register.
    fileprivate var word: Int? {
        switch rawValue {
        case 1...4: Int(rawValue - 1) * 4
        case 8..<24: Int(rawValue) - 8
        default: nil
        }
    }
}
