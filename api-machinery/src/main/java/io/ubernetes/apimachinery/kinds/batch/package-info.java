/// The rules for Jobs and for what makes them: specs, status, schedules, time zones. Knows neither
/// columns nor how a kind is served. Start at [io.ubernetes.apimachinery.kinds.batch.JobRules].
@NullMarked
package io.ubernetes.apimachinery.kinds.batch;

import org.jspecify.annotations.NullMarked;
