/// How a patch changes an object: RFC 6902, RFC 7386 and Kubernetes' strategic merge, as pure
/// functions on JSON trees. Nothing here knows of requests, storage or validation: what comes out
/// must still be pruned, defaulted and validated. Start at
/// [io.ubernetes.apimachinery.patch.StrategicMergePatch]; server-side apply lives in the package
/// `apply` beside this one.
@NullMarked
package io.ubernetes.apimachinery.patch;

import org.jspecify.annotations.NullMarked;
