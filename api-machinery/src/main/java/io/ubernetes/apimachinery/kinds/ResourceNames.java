package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Names of what can be limited: compute resources, storage, numbers of objects.
final class ResourceNames {

  private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");

  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  /// What a quota can be of.
  private static final Set<String> QUOTA = quota();

  private static final String HUGE_PAGES = "hugepages-";
  private static final String NATIVE_DOMAIN = "kubernetes.io/";

  private ResourceNames() {}

  private static Set<String> quota() {
    Set<String> names = new HashSet<>(COUNTED);
    for (String resource : COMPUTE) {
      names.add(resource);
      names.add("requests." + resource);
      names.add("limits." + resource);
    }
    names.add("requests.storage");
    return Set.copyOf(names);
  }

  static boolean isQuota(String name) {
    return QUOTA.contains(name)
        || name.startsWith(HUGE_PAGES)
        || name.startsWith("requests." + HUGE_PAGES);
  }

  private static boolean isStandard(String name) {
    return isQuota(name) || name.equals("storage");
  }

  /// Whether only whole numbers of it make sense.
  static boolean isInteger(String name) {
    return COUNTED.contains(name) || isExtended(name);
  }

  /// A resource that somebody else than Kubernetes counts, such as `example.com/gpu`.
  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Names.qualifiedName("requests." + name).isEmpty();
  }

  private static boolean isNative(String name) {
    return name.indexOf('/') < 0 || name.contains(NATIVE_DOMAIN);
  }

  /// Whether more of it can be promised than there is.
  static boolean canBeOvercommitted(String name) {
    return isNative(name) && !name.startsWith(HUGE_PAGES);
  }

  static void checkQuota(String name, FieldPath field, FieldErrors errors) {
    check(name, field, errors);
    if (name.indexOf('/') < 0 && !isQuota(name)) {
      errors.invalid(field, name, "must be a standard resource for quota");
    }
  }

  /// Any name of a resource.
  static void check(String name, FieldPath field, FieldErrors errors) {
    List<String> wrong = Names.qualifiedName(name);
    errors.eachInvalid(field, name, wrong);
    if (wrong.isEmpty() && name.indexOf('/') < 0 && !isStandard(name)) {
      errors.invalid(field, name, "must be a standard resource type or fully qualified");
    }
  }

  /// A name of what a container can have.
  static void checkOfContainer(String name, FieldPath field, FieldErrors errors) {
    check(name, field, errors);
    if (name.indexOf('/') < 0) {
      if (!COMPUTE.contains(name) && !name.startsWith(HUGE_PAGES)) {
        errors.invalid(field, name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      errors.invalid(field, name, "doesn't follow extended resource name standard");
    }
  }
}
