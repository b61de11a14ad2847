/// Answers a dry run that asks for it with warnings that tell where the object would be placed. It
/// must not know who decides that: whoever starts the server hands in a preview. Start at
/// [io.ubernetes.federation.apiserver.explain.ExplainedDryRun].
@NullMarked
package io.ubernetes.federation.apiserver.explain;

import org.jspecify.annotations.NullMarked;
