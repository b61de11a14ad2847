/// Produces load: a lean HTTP client, the objects it sends, and the namespace they live in. It must
/// not know what is being measured or how that is reported. Start at
/// [io.ubernetes.bench.load.LoadClient].
@NullMarked
package io.ubernetes.bench.load;

import org.jspecify.annotations.NullMarked;
