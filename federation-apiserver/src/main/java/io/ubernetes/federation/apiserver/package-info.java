/// The federation's own API server: which kinds it serves, who may do what, where its data lies.
/// How requests are answered is the business of api-machinery. Start at
/// [io.ubernetes.federation.apiserver.FederationServer].
@NullMarked
package io.ubernetes.federation.apiserver;

import org.jspecify.annotations.NullMarked;
