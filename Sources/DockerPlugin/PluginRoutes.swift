// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import Listening
import NIOCore
import NIOHTTP1

/// The routes: the handler of each path.
struct PluginRoutes: Sendable {
    private var handlers: [String: @Sendable (ByteBuffer) async -> PluginAnswer] = [:]
    private var absentKinds: [String] = []
    private let hostCheck: HostCheck?
    private let optionLimits: OptionLimits

    /// The maximum size of a request that is decoded on the thread of all calls, in bytes.
    private static var shortRequest: Int { 64 << 10 }

    /// Creates the routes of `Plugin.Activate` and of the given drivers; requests must pass the host check, if any.
    init(
        networkDriver: (any NetworkDriver)?,
        ipamDriver: (any IPAMDriver)?,
        hostCheck: HostCheck?,
        optionLimits: OptionLimits = OptionLimits()
    ) {
        self.hostCheck = hostCheck
        self.optionLimits = optionLimits
        var kinds: [String] = []
        if let networkDriver {
            kinds.append("NetworkDriver")
            addNetworkDriver(networkDriver)
        } else {
            absentKinds.append("NetworkDriver")
        }
        if let ipamDriver {
            kinds.append("IpamDriver")
            addIPAMDriver(ipamDriver)
        } else {
            absentKinds.append("IpamDriver")
        }
        let manifest = ["Implements": kinds]
        add("Plugin.Activate") { manifest }
    }

    /// Returns the response to any call.
    func answer(_ call: PluginCall) async -> PluginAnswer {
        if let refusal = hostCheck?.refusal(hosts: call.hosts, hasOrigin: call.hasOrigin) {
            return PluginAnswer(.forbidden, message: "\(refusal)")
        }
        guard let handler = handlers[call.path] else {
            if let kind = absentKinds.first(where: { call.path.hasPrefix("/\($0).") }) {
                return PluginAnswer(.internalServerError, message: "\(kind) is not supported")
            }
            return PluginAnswer(.notFound, message: "\(call.path) does not exist")
        }
        guard call.method == .POST else {
            return PluginAnswer(.methodNotAllowed, message: "\(call.path) requires POST, not \(call.method)")
        }
        guard !call.isTooLarge else { return PluginAnswer(.payloadTooLarge, message: "the request is too large") }
        return await handler(call.body)
    }

    /// Adds a method with a fixed response; the request is not decoded.
    mutating func add(_ method: String, _ answer: @escaping @Sendable () -> some Encodable & Sendable) {
        handlers["/\(method)"] = { _ in Self.answer(answer()) }
    }

    /// Adds a method with a response.
    mutating func add<Request: Decodable & Sendable>(
        _ method: String,
        _ perform: @escaping @Sendable (Request) async throws(PluginError) -> some Encodable & Sendable
    ) {
        addHandler(method) { request throws(PluginError) in Self.answer(try await perform(request)) }
    }

    /// Adds a method with an empty response.
    mutating func add<Request: Decodable & Sendable>(
        _ method: String,
        _ perform: @escaping @Sendable (Request) async throws(PluginError) -> Void
    ) {
        addHandler(method) { request throws(PluginError) in
            try await perform(request)
            return .empty
        }
    }

    /// Adds a method that never fails; its argument is nil if the request is invalid.
    mutating func addInfallible<Request: Decodable & Sendable>(
        _ method: String,
        _ perform: @escaping @Sendable (Request?) async -> some Encodable & Sendable
    ) {
        handlers["/\(method)"] = { body in
            Self.answer(await perform(try? JSON.decode(Request.self, from: body)))
        }
    }

    private mutating func addHandler<Request: Decodable & Sendable>(
        _ method: String,
        _ perform: @escaping @Sendable (Request) async throws(PluginError) -> PluginAnswer
    ) {
        let limits = optionLimits
        handlers["/\(method)"] = { body in
            let request: Request
            do throws(PluginError) {
                request = try await Self.decode(body, within: limits)
            } catch {
                return PluginAnswer(.badRequest, message: error.message, details: error.details)
            }
            do throws(PluginError) {
                return try await perform(request)
            } catch {
                return PluginAnswer(.internalServerError, message: error.message, details: error.details)
            }
        }
    }

    /// Decodes a request; a long one on another thread, so that it does not delay other calls.
    private static func decode<Request: Decodable & Sendable>(
        _ body: ByteBuffer,
        within limits: OptionLimits
    ) async throws(PluginError) -> Request {
        guard body.readableBytes > shortRequest else {
            return try JSON.decode(Request.self, from: body, within: limits)
        }
        let outcome = await withTaskExecutorPreference(globalConcurrentExecutor) {
            Result { () throws(PluginError) in try JSON.decode(Request.self, from: body, within: limits) }
        }
        return try outcome.get()
    }

    private static func answer(_ value: some Encodable & Sendable) -> PluginAnswer {
        guard let json = JSON.encode(value) else {
            return PluginAnswer(.internalServerError, message: "the response cannot be encoded as JSON")
        }
        return PluginAnswer(json: json)
    }
}
