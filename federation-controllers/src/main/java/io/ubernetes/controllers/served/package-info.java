/// What kinds the federation serves, learned by discovery, and what is known of their objects'
/// metadata.
///
/// Owns an informer for every kind that can be listed, watched and deleted; kinds that come (a
/// CustomResourceDefinition) are found within seconds, kinds that go take their informer with them.
/// Writes nothing. Start at [io.ubernetes.controllers.served.ServedKinds].
@NullMarked
package io.ubernetes.controllers.served;

import org.jspecify.annotations.NullMarked;
