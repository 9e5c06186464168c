// SPDX-License-Identifier: Apache-2.0

package import NIOHTTP1

extension ListenerLimits {
    /// The limits of a request head, for the decoder.
    package var decoder: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = headSize
        limits.maxHeaderListSize = headSize
        limits.maxHeaderFieldCount = headFields
        return limits
    }
}
