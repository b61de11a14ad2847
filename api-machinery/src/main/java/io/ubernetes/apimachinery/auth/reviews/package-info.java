/// The kinds by which clients ask who they are and who may what (`authentication.k8s.io`,
/// `authorization.k8s.io`). They are answered and never stored; this package knows how to word a
/// question and an answer, and leaves the decision to an authorizer. Start at
/// [io.ubernetes.apimachinery.auth.reviews.ReviewKinds].
@NullMarked
package io.ubernetes.apimachinery.auth.reviews;

import org.jspecify.annotations.NullMarked;
