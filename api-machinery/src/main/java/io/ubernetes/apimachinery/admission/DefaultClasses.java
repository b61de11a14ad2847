package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/// Gives a new Ingress or claim of storage that names no class the one that is marked as the
/// default; the newest of several. Thread-safe.
final class DefaultClasses implements Admission {

  private static final String TRUE = "true";

  /// Objects of one kind, and the classes that they can have.
  ///
  /// @param field of the spec, which names the class
  /// @param older annotation that named the class before there was the field
  /// @param marks annotations of which one makes a class the default
  private record Classed(
      GroupResource objects,
      GroupResource classes,
      String field,
      String older,
      List<String> marks) {}

  private static final List<Classed> KINDS =
      List.of(
          new Classed(
              new GroupResource("networking.k8s.io", "ingresses"),
              new GroupResource("networking.k8s.io", "ingressclasses"),
              "ingressClassName",
              "kubernetes.io/ingress.class",
              List.of("ingressclass.kubernetes.io/is-default-class")),
          new Classed(
              new GroupResource("", "persistentvolumeclaims"),
              new GroupResource("storage.k8s.io", "storageclasses"),
              "storageClassName",
              "volume.beta.kubernetes.io/storage-class",
              List.of(
                  "storageclass.kubernetes.io/is-default-class",
                  "storageclass.beta.kubernetes.io/is-default-class")));

  private final ServedObjects served;

  DefaultClasses(ServedObjects served) {
    this.served = served;
  }

  @Override
  public void mutate(Attributes attributes) {
    ObjectNode object = attributes.object();
    if (object == null || attributes.operation() != Operation.CREATE) {
      return;
    }
    for (Classed kind : KINDS) {
      if (kind.objects.equals(attributes.resource()) && !hasClass(object, kind)) {
        defaultClass(kind).ifPresent(name -> object.withObject("/spec").put(kind.field, name));
      }
    }
  }

  @Override
  public void validate(Attributes attributes) {}

  private static boolean hasClass(ObjectNode object, Classed kind) {
    return Json.at(object, "spec", kind.field) != null
        || new ApiObject(object).annotations().containsKey(kind.older);
  }

  private Optional<String> defaultClass(Classed kind) {
    Optional<Registry> classes = served.registry(kind.classes);
    if (classes.isEmpty() || classes.get().cache().snapshot().size() == 0) {
      return Optional.empty();
    }
    Comparator<ApiObject> newestFirst =
        Comparator.comparing(DefaultClasses::created).reversed().thenComparing(ApiObject::name);
    return StreamSupport.stream(classes.get().cache().snapshot().objects().spliterator(), false)
        .map(CachedObject::tree)
        .map(ApiObject::new)
        .filter(one -> kind.marks.stream().anyMatch(mark -> isTrue(one, mark)))
        .min(newestFirst)
        .map(ApiObject::name);
  }

  private static String created(ApiObject object) {
    return Json.text(object.json(), "metadata", "creationTimestamp");
  }

  private static boolean isTrue(ApiObject object, String annotation) {
    return TRUE.equals(object.annotations().get(annotation));
  }
}
