/// What a HorizontalPodAutoscaler means: its two versions and how one becomes the other, its
/// defaults, its rules. Knows neither columns nor how a kind is served. Start at
/// [io.ubernetes.apimachinery.kinds.autoscaling.AutoscalerConversion].
@NullMarked
package io.ubernetes.apimachinery.kinds.autoscaling;

import org.jspecify.annotations.NullMarked;
