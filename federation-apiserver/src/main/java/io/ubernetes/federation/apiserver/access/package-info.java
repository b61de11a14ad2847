/// Who may what in the federation: puts the parts of api-machinery's `auth` together and holds the
/// federation's own roles. Knows nothing of kinds but those of access. Start at
/// [io.ubernetes.federation.apiserver.access.FederationAccess].
@NullMarked
package io.ubernetes.federation.apiserver.access;

import org.jspecify.annotations.NullMarked;
