/// What has a say in writes without being part of the server: webhooks and policies, kept as
/// objects of `admissionregistration.k8s.io`, and quotas.
///
/// Knows the registry's [io.ubernetes.apimachinery.registry.Admission] from the inside, and other
/// kinds' objects through their caches; nothing of HTTP's server side. Start at
/// [io.ubernetes.apimachinery.admission.AdmissionPlugins].
@NullMarked
package io.ubernetes.apimachinery.admission;

import org.jspecify.annotations.NullMarked;
