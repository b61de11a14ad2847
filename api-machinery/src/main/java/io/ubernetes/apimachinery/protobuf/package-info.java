/// Bodies in Kubernetes' protobuf form: their wire format becomes the JSON tree that everything
/// else works on. It must not know kinds: what it needs to know of them are the field numbers,
/// which the build takes from a published artifact, and the schemas. Start at
/// [io.ubernetes.apimachinery.protobuf.ProtobufBody].
@NullMarked
package io.ubernetes.apimachinery.protobuf;

import org.jspecify.annotations.NullMarked;
