/// Server-side apply and the bookkeeping behind it: who owns which field of an object, what an
/// applied configuration changes, and with whom it conflicts. Pure functions on JSON trees and
/// schemas, after the published semantics of Kubernetes' "Server-Side Apply" and of
/// structured-merge-diff; nothing here knows of requests or storage. Start at
/// [io.ubernetes.apimachinery.patch.apply.FieldManagement].
@NullMarked
package io.ubernetes.apimachinery.patch.apply;

import org.jspecify.annotations.NullMarked;
