package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds claims of storage to the LimitRanges of their namespace, and lets a claim grow only where
/// its class can. (The limits for pods and containers are applied to pods, which clusters have.)
/// Thread-safe.
final class ClaimLimits implements Admission {

  private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
  private static final GroupResource LIMIT_RANGES = new GroupResource("", "limitranges");
  private static final GroupResource CLASSES =
      new GroupResource("storage.k8s.io", "storageclasses");
  private static final String KIND = "PersistentVolumeClaim";
  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private final ServedObjects served;

  ClaimLimits(ServedObjects served) {
    this.served = served;
  }

  @Override
  public void validate(Attributes attributes) {
    ObjectNode claim = attributes.object();
    boolean concerned =
        claim != null && attributes.resource().equals(CLAIMS) && attributes.subresource().isEmpty();
    if (!concerned || claim == null) {
      return;
    }
    List<String> broken = broken(attributes.namespace(), claim);
    if (!broken.isEmpty()) {
      throw attributes.forbidden(broken.size() == 1 ? broken.getFirst() : broken.toString());
    }
    if (attributes.old() != null) {
      growth(attributes, claim, attributes.old());
    }
  }

  private List<String> broken(String namespace, ObjectNode claim) {
    List<String> broken = new ArrayList<>();
    Optional<Registry> ranges = served.registry(LIMIT_RANGES);
    if (ranges.isEmpty() || ranges.get().cache().snapshot().size() == 0) {
      return broken;
    }
    for (CachedObject range : ranges.get().cache().snapshot().objects(namespace, null)) {
      JsonNode limits = Json.at(range.tree(), "spec", "limits");
      if (limits != null) {
        limits.forEach(limit -> {
          if (Json.text(limit, "type").equals(KIND)) {
            compare(limit, claim, broken);
          }
        });
      }
    }
    return broken;
  }

  private static void compare(JsonNode limit, ObjectNode claim, List<String> broken) {
    for (Bound bound : Bound.values()) {
      for (Map.Entry<String, String> entry : Json.strings(Json.at(limit, bound.field)).entrySet()) {
        String resource = entry.getKey();
        Quantity most = Quantity.tryParse(entry.getValue()).orElse(Quantity.ZERO);
        String text =
            "%s %s usage per %s is %s".formatted(bound.word, resource, KIND, entry.getValue());
        Quantity request =
            Quantity.tryParse(Json.text(claim, "spec", "resources", "requests", resource))
                .orElse(null);
        if (request == null) {
          broken.add(text + ".  No request is specified");
        } else if (Integer.signum(request.compareTo(most)) == bound.wrong) {
          broken.add(text + ", but request is " + request);
        }
      }
    }
  }

  /// The two ends of what is allowed.
  private enum Bound {
    LEAST("min", "minimum", -1),
    MOST("max", "maximum", 1);

    private final String field;
    private final String word;
    private final int wrong;

    Bound(String field, String word, int wrong) {
      this.field = field;
      this.word = word;
      this.wrong = wrong;
    }
  }

  private void growth(Attributes attributes, ObjectNode claim, ObjectNode old) {
    if (size(claim).compareTo(size(old)) <= 0) {
      return;
    }
    if (!Json.text(old, "status", "phase").equals("Bound")) {
      throw attributes.forbidden("Only bound persistent volume claims can be expanded");
    }
    String name = className(claim);
    boolean grows = !name.isEmpty() && name.equals(className(old)) && canGrow(storageClass(name));
    if (!grows) {
      throw attributes.forbidden(
          "only dynamically provisioned pvc can be resized and the storageclass that provisions"
              + " the pvc must support resize");
    }
  }

  private static Quantity size(ObjectNode claim) {
    return Quantity.tryParse(Json.text(claim, "spec", "resources", "requests", "storage"))
        .orElse(Quantity.ZERO);
  }

  private static String className(ObjectNode claim) {
    String older = new ApiObject(claim).annotations().get(CLASS_ANNOTATION);
    return older == null ? Json.text(claim, "spec", "storageClassName") : older;
  }

  private @Nullable ObjectNode storageClass(String name) {
    CachedObject found =
        served
            .registry(CLASSES)
            .map(classes -> classes.cache().snapshot().get(NamespacedName.clusterScoped(name)))
            .orElse(null);
    return found == null ? null : found.tree();
  }

  private static boolean canGrow(@Nullable ObjectNode storageClass) {
    JsonNode flag = Json.at(storageClass, "allowVolumeExpansion");
    return flag != null && flag.isBoolean() && flag.booleanValue();
  }
}
