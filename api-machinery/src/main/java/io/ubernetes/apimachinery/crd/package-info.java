/// Custom resources: the kind of definitions (`CustomResourceDefinition`), the types that
/// definitions make, and the life of both. A custom resource has no handler of its own: it is a
/// [io.ubernetes.apimachinery.resource.ResourceType] like any other, and this package must not know
/// what serves it. Start at [io.ubernetes.apimachinery.crd.Definition] and
/// [io.ubernetes.apimachinery.crd.CustomResources].
@NullMarked
package io.ubernetes.apimachinery.crd;

import org.jspecify.annotations.NullMarked;
