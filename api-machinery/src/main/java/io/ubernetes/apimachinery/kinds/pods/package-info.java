/// What a pod's spec means wherever it stands, in a Pod or in a template: defaults, rules, and what
/// follows from it. Knows no kind that contains one. Start at
/// [io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults].
@NullMarked
package io.ubernetes.apimachinery.kinds.pods;

import org.jspecify.annotations.NullMarked;
