// SPDX-License-Identifier: Apache-2.0

/// An expression that looks up an address of the packet in the routing tables (`fib`).
public struct NFRouteLookup: Hashable, Sendable {
    /// The input of a lookup (`NFTA_F_FIB_*`).
    public struct Question: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt32

        /// Creates an input from the kernel's bits.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// The source address.
        public static var source: Self { Self(rawValue: 1) }
        /// The destination address.
        public static var destination: Self { Self(rawValue: 2) }
        /// The mark of the packet.
        public static var mark: Self { Self(rawValue: 4) }
        /// The input interface.
        public static var input: Self { Self(rawValue: 8) }
        /// The output interface.
        public static var output: Self { Self(rawValue: 16) }
        /// The existence of a route only: 1 or 0, 4 bytes in host byte order.
        public static var presence: Self { Self(rawValue: 32) }
    }

    /// The result of a lookup (`NFTA_FIB_RESULT`).
    public enum Answer: UInt32, Hashable, Sendable {
        /// The index of the interface, 4 bytes in host byte order.
        case index = 1
        /// The name of the interface, 16 bytes.
        case name = 2
        /// The type of the address, 4 bytes in host byte order: 1 unicast, 2 local, 3 broadcast, 5 multicast.
        case addressType = 3
    }

    /// The input of the lookup (`NFTA_FIB_FLAGS`).
    public var question: Question
    /// The requested result.
    public var answer: Answer
    /// The register for the result (`NFTA_FIB_DREG`).
    public var destination: NFRegister

    /// Creates a lookup in the routing tables; `fib daddr type` returns the address type of the destination.
    public init(_ question: Question, for answer: Answer, into destination: NFRegister) {
        self.question = question
        self.answer = answer
        self.destination = destination
    }
}

extension NFRouteLookup: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let answer: UInt16 = 2
        static let question: UInt16 = 3
    }

    static var name: String { "fib" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var question: Question?
        var answer: Answer?
        var destination: NFRegister?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.answer: answer = Answer(rawValue: try attribute.bigEndianInteger())
            case Field.question: question = Question(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        guard let question, let answer, let destination else { return nil }
        self.init(question, for: answer, into: destination)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.question, bigEndian: question.rawValue)
        writer.attribute(Field.answer, bigEndian: answer.rawValue)
        writer.attribute(Field.destination, bigEndian: destination.rawValue)
    }
}
