/// The functions that Kubernetes adds to the Common Expression Language, one class for each of its
/// libraries. They know values, not objects of the API. Start at
/// [io.ubernetes.apimachinery.cel.library.KubernetesLibraries].
@NullMarked
package io.ubernetes.apimachinery.cel.library;

import org.jspecify.annotations.NullMarked;
