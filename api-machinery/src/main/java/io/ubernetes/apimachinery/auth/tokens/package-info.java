/// The tokens of service accounts: keys, issuing, checking, the documents by which others check
/// them, and the Secrets that hold tokens of the old kind. Knows nothing of rights. Start at
/// [io.ubernetes.apimachinery.auth.tokens.ServiceAccountTokens].
@NullMarked
package io.ubernetes.apimachinery.auth.tokens;

import org.jspecify.annotations.NullMarked;
