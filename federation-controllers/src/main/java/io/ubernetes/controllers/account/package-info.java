/// Gives each namespace of the federation what Kubernetes gives it: the ServiceAccount `default`
/// and the ConfigMap `kube-root-ca.crt`, with which a holder of a token recognizes the API server.
/// Both come back when they are deleted. Knows nothing of members. Start at
/// [io.ubernetes.controllers.account.AccountController].
@NullMarked
package io.ubernetes.controllers.account;

import org.jspecify.annotations.NullMarked;
