// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport

/// The traits of a payload spelled in hexadecimal.
func inspect(_ payload: String, _ codec: CodecKind, dependencyDescriptor: String? = nil) -> PayloadTraits {
    let payload = hex(payload)
    guard let dependencyDescriptor else {
        return PayloadInspector.inspect(payload.span, codec: codec, dependencyDescriptor: nil)
    }
    let descriptor = hex(dependencyDescriptor)
    return PayloadInspector.inspect(payload.span, codec: codec, dependencyDescriptor: descriptor.span)
}

/// What a payload begins, in one word.
enum Beginning {
    case nothing
    case frame
    case keyframe

    init(_ traits: PayloadTraits) {
        self = traits.startsKeyframe ? .keyframe : traits.startsFrame ? .frame : .nothing
    }
}
