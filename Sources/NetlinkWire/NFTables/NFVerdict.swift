// SPDX-License-Identifier: Apache-2.0

/// What becomes of a packet.
public enum NFVerdict: Hashable, Sendable {
    /// It is dropped (`NF_DROP`).
    case drop
    /// The hook is done with it, and the next base chain sees it (`NF_ACCEPT`).
    case accept
    /// The next rule sees it (`NFT_CONTINUE`).
    case `continue`
    /// This rule is over, the next one sees it (`NFT_BREAK`).
    case `break`
    /// A chain sees it, then the next rule (`NFT_JUMP`).
    case jump(String)
    /// A chain sees it, and what comes after that chain is what comes after this one (`NFT_GOTO`).
    case goto(String)
    /// The chain that jumped here goes on (`NFT_RETURN`).
    case `return`
    /// A verdict by its number, such as a queue, with what else came with it.
    case other(Int32, unknown: [Attribute] = [])
}

extension NFVerdict {
    private enum Field {
        static let code: UInt16 = 1
        static let chain: UInt16 = 2
    }

    private var code: Int32 {
        switch self {
        case .drop: 0
        case .accept: 1
        case .continue: -1
        case .break: -2
        case .jump: -3
        case .goto: -4
        case .return: -5
        case .other(let code, _): code
        }
    }

    init(_ attributes: [Attribute]) throws(DecodeError) {
        var code: Int32 = 0
        var chain = ""
        var unknown: [Attribute] = []
        for attribute in attributes {
            switch attribute.type {
            case Field.code: code = Int32(bitPattern: try attribute.bigEndianInteger())
            case Field.chain: chain = attribute.text
            default: unknown.append(attribute.detached)
            }
        }
        guard unknown.isEmpty else {
            self = .other(code, unknown: attributes.filter { $0.type != Field.code }.map(\.detached))
            return
        }
        switch code {
        case 0: self = .drop
        case 1: self = .accept
        case -1: self = .continue
        case -2: self = .break
        case -3: self = .jump(chain)
        case -4: self = .goto(chain)
        case -5: self = .return
        default: self = .other(code)
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.code, bigEndian: UInt32(bitPattern: code))
        switch self {
        case .jump(let chain), .goto(let chain): writer.attribute(Field.chain, text: chain)
        case .other(_, let unknown): writer.attributes(unknown)
        default: break
        }
    }
}
