/// Tests of the protobuf bodies, against the generated classes of Kubernetes' Java client. Start at
/// [io.ubernetes.apimachinery.protobuf.ProtobufBodyPropertyTest].
@NullMarked
package io.ubernetes.apimachinery.protobuf;

import org.jspecify.annotations.NullMarked;
