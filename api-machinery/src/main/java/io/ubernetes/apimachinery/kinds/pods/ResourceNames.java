package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Set;

/// Names of what containers can ask for.
public final class ResourceNames {

  static final String HUGE_PAGES = "hugepages-";
  private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
  private static final String NATIVE_DOMAIN = "kubernetes.io/";

  private ResourceNames() {}

  public static void ofContainer(String name, FieldPath field, FieldErrors errors) {
    List<String> wrong = Names.qualifiedName(name);
    errors.eachInvalid(field, name, wrong);
    boolean standard = STANDARD.contains(name) || name.startsWith(HUGE_PAGES);
    if (name.indexOf('/') < 0) {
      if (!standard) {
        if (wrong.isEmpty()) {
          errors.invalid(field, name, "must be a standard resource type or fully qualified");
        }
        errors.invalid(field, name, "must be a standard resource for containers");
      }
    } else if (!name.contains(NATIVE_DOMAIN) && !isExtended(name)) {
      errors.invalid(field, name, "doesn't follow extended resource name standard");
    }
  }

  /// A resource that somebody else than Kubernetes counts, such as `example.com/gpu`.
  static boolean isExtended(String name) {
    return name.indexOf('/') >= 0
        && !name.contains(NATIVE_DOMAIN)
        && !name.startsWith("requests.")
        && Names.qualifiedName("requests." + name).isEmpty();
  }
}
