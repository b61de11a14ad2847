/// The federation's own kinds as values, each in a class with its schema in a YAML file beside it.
/// Nothing here serves a request or knows a store or a member. Start at
/// [io.ubernetes.federation.apiserver.kinds.FederationKinds].
@NullMarked
package io.ubernetes.federation.apiserver.kinds;

import org.jspecify.annotations.NullMarked;
