/// Records what clients of a server saw and when, and checks that one order of all of it explains
/// it. Knows nothing of how a client speaks to its server. Start at
/// [io.ubernetes.apimachinery.history.HistoryCheck].
@NullMarked
package io.ubernetes.apimachinery.history;

import org.jspecify.annotations.NullMarked;
