/// Kubernetes' own kinds as values: names, versions, columns, and the rules that their schemas do
/// not say. One class for each kind; nothing here serves a request or knows a store. Start at
/// [io.ubernetes.apimachinery.kinds.BuiltinKinds].
@NullMarked
package io.ubernetes.apimachinery.kinds;

import org.jspecify.annotations.NullMarked;
