/// Tells people what happens to objects, by `events.k8s.io/v1` Events that `kubectl describe`
/// shows. It never holds up whoever tells it. Start at [io.ubernetes.runtime.events.EventRecorder].
@NullMarked
package io.ubernetes.runtime.events;

import org.jspecify.annotations.NullMarked;
