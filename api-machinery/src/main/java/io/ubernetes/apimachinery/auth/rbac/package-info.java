/// Who may what, as the objects of `rbac.authorization.k8s.io` say it: the decision, the check that
/// nobody gives away more than they have, and the roles that are there from the first start. Knows
/// nothing of HTTP nor of how a sender became known. Start at
/// [io.ubernetes.apimachinery.auth.rbac.RbacAuthorizer].
@NullMarked
package io.ubernetes.apimachinery.auth.rbac;

import org.jspecify.annotations.NullMarked;
